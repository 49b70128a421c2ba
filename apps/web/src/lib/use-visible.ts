import { focusManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

/** Between two looks whether a frame is drawn, in milliseconds: of one that is out of sight anyway nothing tells. */
const lookEvery = 1000;

/** Whether the page can be seen: its tab is in front, and a frame that it stands in is drawn. */
function isVisible(): boolean {
  return document.visibilityState === "visible" && document.documentElement.getClientRects().length > 0;
}

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  const timer = window.parent === window ? undefined : setInterval(listener, lookEvery);
  return () => {
    document.removeEventListener("visibilitychange", listener);
    clearInterval(timer);
  };
}

export function useVisible(): boolean {
  return useSyncExternalStore(subscribe, isVisible);
}

/** Queries take the page for hidden when `useVisible` does. */
export function pollWhileVisible(): void {
  focusManager.setEventListener((tell) => {
    const follow = () => tell(isVisible());
    follow();
    return subscribe(follow);
  });
}
