import { useCallback, useMemo, useSyncExternalStore } from "react";

/** Whether a media query holds right now. */
export function useMedia(query: string): boolean {
  // Asking for one anew costs as much as a small part's rendering.
  const media = useMemo(() => matchMedia(query), [query]);
  const subscribe = useCallback(
    (listener: () => void) => {
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [media],
  );
  return useSyncExternalStore(subscribe, () => media.matches);
}
