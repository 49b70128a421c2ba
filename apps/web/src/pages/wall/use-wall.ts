import { type RefCallback, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { useVisible } from "../../domain/activity.ts";
import { time } from "../../i18n/time.ts";

/** After somebody moved the pointer or turned by hand, the page stays at least so long, in milliseconds. */
const reading = 30_000;

export interface Turning {
  /** The page that shows, from 0 on. */
  readonly page: number;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
  /** Goes on, or back, by hand. */
  readonly turn: (by: 1 | -1) => void;
  /** Somebody is there and reads: the page waits. */
  readonly hold: () => void;
}

/** Turns pages round and round every so many seconds. */
export function useTurning(pages: number, seconds: number): Turning {
  const [place, setPlace] = useState({ page: 0, heldAt: 0 });
  const [paused, setPaused] = useState(false);
  const page = Math.min(place.page, pages - 1);

  useEffect(() => {
    if (paused || pages < 2) return;
    const wait = place.heldAt > 0 ? Math.max(reading, seconds * 1000) : seconds * 1000;
    const timer = setTimeout(() => setPlace({ page: (page + 1) % pages, heldAt: 0 }), wait);
    return () => clearTimeout(timer);
  }, [paused, pages, seconds, page, place.heldAt]);

  const turn = (by: 1 | -1) => setPlace({ page: (page + by + pages) % pages, heldAt: time.monotonic() });
  // To the second: a moving pointer reports itself a hundred times in one.
  const hold = () => {
    const second = Math.ceil(time.monotonic() / 1000) * 1000;
    setPlace((before) => (before.heldAt === second ? before : { ...before, heldAt: second }));
  };
  return { page, paused, setPaused, turn, hold };
}

/** Arrows turn, the space bar stops and goes on, F fills the screen; keys of controls stay theirs. */
export function useWallKeys(
  { turn, paused, setPaused }: Turning,
  toggleFullScreen: (() => void) | undefined,
) {
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
      const actions: Record<string, (() => void) | undefined> = {
        ArrowRight: () => turn(1),
        PageDown: () => turn(1),
        ArrowLeft: () => turn(-1),
        PageUp: () => turn(-1),
        " ": () => setPaused(!paused),
        f: toggleFullScreen,
      };
      const action = actions[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", act);
    return () => window.removeEventListener("keydown", act);
  }, [turn, paused, setPaused, toggleFullScreen]);
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("select, input, button, a") !== null;
}

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

/** While a wall shows, all sizes follow the screen's, and the document does not scroll. */
export function useWallLook(): void {
  useLayoutEffect(() => {
    document.documentElement.dataset["wall"] = "";
    return () => {
      delete document.documentElement.dataset["wall"];
    };
  }, []);
}

function subscribeToFullScreen(listener: () => void): () => void {
  document.addEventListener("fullscreenchange", listener);
  return () => document.removeEventListener("fullscreenchange", listener);
}

/** Whether the page fills the screen, and how to change that; null: this browser or frame does not allow it. */
export function useFullScreen(): { readonly on: boolean; readonly toggle: () => void } | null {
  const on = useSyncExternalStore(subscribeToFullScreen, () => document.fullscreenElement !== null);
  return document.fullscreenEnabled ? { on, toggle: toggleFullScreen } : null;
}

function toggleFullScreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {}); // the browser asked, and the viewer declined
}

/** How many boxes of a height (in rem) an element has room for, as it is resized. */
export function useWallRoom(heightInRem: number): [ref: RefCallback<HTMLElement>, room: number] {
  const [room, setRoom] = useState(0);
  const ref = (element: HTMLElement | null) => {
    if (element === null) return;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      // A hair's breadth more, so that rounding does not cost a row.
      setRoom(Math.floor((element.clientHeight + 1) / (heightInRem * rem)));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  };
  return [ref, room];
}
