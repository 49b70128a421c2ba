import { useEffect } from "react";
import { useVisible } from "../../lib/use-visible.ts";

/** Keeps the screen awake while the page is visible, where the browser can; elsewhere nothing happens. */
export function useWakeLock(): void {
  const visible = useVisible();
  useEffect(() => {
    if (!visible || !("wakeLock" in navigator)) return;
    // Refused when the battery is low, or in a frame that may not: the wall works all the same.
    const lock = navigator.wakeLock.request("screen").catch(() => null);
    // The browser lets go by itself when the page is hidden.
    return () => void lock.then((held) => held?.release()).catch(() => {});
  }, [visible]);
}
