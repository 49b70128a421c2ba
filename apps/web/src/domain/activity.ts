import { focusManager, QueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

let paused = false;

export function setPaused(next: boolean): void {
  paused = next;
  updateFocus();
}

function updateFocus(): void {
  focusManager.setFocused(isVisible() && !paused);
}

/**
 * react-query sees a page that is hidden, out of sight in its frame or paused as not focused, so that no interval, retry
 * or refetch runs.
 */
export function createQueryClient(): QueryClient {
  focusManager.setEventListener(() => {
    updateFocus();
    return onVisibility(updateFocus);
  });
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        // The server may be on this machine or network even if the browser is offline.
        networkMode: "always",
        refetchIntervalInBackground: false,
        refetchOnWindowFocus: "always",
        refetchOnReconnect: () => focusManager.isFocused() && "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

const subscribe = (listener: () => void) => focusManager.subscribe(listener);

export const usePaused = (): boolean => useSyncExternalStore(subscribe, () => paused);

export const useActive = (): boolean => useSyncExternalStore(subscribe, () => focusManager.isFocused());

export async function whenActive(): Promise<void> {
  if (focusManager.isFocused()) return;
  let stop: (() => void) | undefined;
  // The first subscriber may be called while it subscribes.
  await new Promise<void>((resolve) => {
    stop = focusManager.subscribe((active) => active && resolve());
  });
  stop?.();
}

/** No event reports that a frame is no longer drawn. */
const frameCheckMs = 1000;

/** The tab is in front, and the frame around the page is drawn. */
export const isVisible = (): boolean =>
  document.visibilityState === "visible" && document.documentElement.getClientRects().length > 0;

function onVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  const timer = window.parent === window ? undefined : setInterval(listener, frameCheckMs);
  return () => {
    document.removeEventListener("visibilitychange", listener);
    clearInterval(timer);
  };
}

export const useVisible = (): boolean => useSyncExternalStore(onVisibility, isVisible);

/** While mounted, or while `on`, hears events of the whole page, those that something else stops included. */
export function useListener(types: string, hear: (event: Event) => void, on = true): void {
  const run = useEffectEvent(hear);
  useEffect(() => {
    if (!on) return;
    const stop = new AbortController();
    for (const type of types.split(" "))
      window.addEventListener(type, run, { capture: true, passive: true, signal: stop.signal });
    return () => stop.abort();
  }, [types, on]);
}
