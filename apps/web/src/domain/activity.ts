import { focusManager, QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

const pausing = new EventTarget();
let paused = false;

export function setPaused(next: boolean): void {
  paused = next;
  pausing.dispatchEvent(new Event("change"));
}

/** Every query's, unless it says otherwise. */
const queryDefaults = {
  retry: false,
  // The server may be on this machine or network, whatever the browser thinks of the internet.
  networkMode: "always",
  refetchIntervalInBackground: false,
  refetchOnWindowFocus: "always",
  refetchOnReconnect: () => focusManager.isFocused() && "always",
} as const;

/**
 * The page asks for nothing by itself unless it is visible (its tab, and the frame that it stands in) and its viewer has
 * not paused it. react-query hears of that as whether the page is focused: no interval, retry or return goes past it.
 */
export function createQueryClient(): QueryClient {
  focusManager.setEventListener((setFocused) => {
    const update = () => setFocused(isVisible() && !paused);
    const stop = onVisibility(update);
    pausing.addEventListener("change", update);
    update();
    return () => {
      stop();
      pausing.removeEventListener("change", update);
    };
  });
  return new QueryClient({ defaultOptions: { queries: queryDefaults } });
}

function subscribeToPausing(listener: () => void): () => void {
  pausing.addEventListener("change", listener);
  return () => pausing.removeEventListener("change", listener);
}

export function usePaused(): boolean {
  return useSyncExternalStore(subscribeToPausing, () => paused);
}

/** Whether the page may ask for something by itself. */
export function useActive(): boolean {
  return useSyncExternalStore(
    (listener) => focusManager.subscribe(listener),
    () => focusManager.isFocused(),
  );
}

/** Resolves once it may. */
export async function whenActive(): Promise<void> {
  if (focusManager.isFocused()) return;
  let stop: (() => void) | undefined;
  // The first one who listens may be told while it subscribes.
  await new Promise<void>((resolve) => {
    stop = focusManager.subscribe((active) => active && resolve());
  });
  stop?.();
}

/** Between two looks whether a frame is drawn, in milliseconds: of one that is out of sight anyway nothing tells. */
const lookEvery = 1000;

/** Whether the page can be seen: its tab is in front, and a frame that it stands in is drawn. */
export function isVisible(): boolean {
  return document.visibilityState === "visible" && document.documentElement.getClientRects().length > 0;
}

/** Answers how to stop it. */
function onVisibility(listener: () => void): () => void {
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
