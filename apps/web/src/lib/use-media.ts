import { useSyncExternalStore } from "react";

/** Whether a media query holds right now. */
export function useMedia(query: string): boolean {
  // Asking for one anew costs as much as a small part's rendering.
  const media = matchMedia(query);
  const subscribe = (listener: () => void) => {
    media.addEventListener("change", listener);
    return () => media.removeEventListener("change", listener);
  };
  return useSyncExternalStore(subscribe, () => media.matches);
}
