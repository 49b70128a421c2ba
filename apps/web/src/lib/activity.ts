import { focusManager, QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { isVisible, onVisibility } from "./use-visible.ts";

const pausing = new EventTarget();
let paused = false;

/**
 * The page asks for nothing by itself unless it is visible (its tab, and the frame that it stands in) and its viewer has not paused it. Told to react-query as
 * whether the page is focused: no interval, retry or return of any query goes past that.
 */
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

export function createQueryClient(): QueryClient {
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
