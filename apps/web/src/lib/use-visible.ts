import { useSyncExternalStore } from "react";

/** Between two looks whether a frame is drawn, in milliseconds: of one that is out of sight anyway nothing tells. */
const lookEvery = 1000;

/** Whether the page can be seen: its tab is in front, and a frame that it stands in is drawn. */
export function isVisible(): boolean {
  return document.visibilityState === "visible" && document.documentElement.getClientRects().length > 0;
}

/** Answers how to stop it. */
export function onVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  const timer = window.parent === window ? undefined : setInterval(listener, lookEvery);
  return () => {
    document.removeEventListener("visibilitychange", listener);
    clearInterval(timer);
  };
}

export function useVisible(): boolean {
  return useSyncExternalStore(onVisibility, isVisible);
}
