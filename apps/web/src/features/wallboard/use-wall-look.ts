import { useLayoutEffect } from "react";

/** While a wall shows, all sizes follow the screen's, and the document does not scroll. */
export function useWallLook(): void {
  useLayoutEffect(() => {
    document.documentElement.dataset["wall"] = "";
    return () => {
      delete document.documentElement.dataset["wall"];
    };
  }, []);
}
