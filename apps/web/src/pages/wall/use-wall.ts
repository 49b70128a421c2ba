import type { Campaign } from "@cruiseboard/contract";
import { type RefCallback, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { useVisible } from "../../domain/activity.ts";
import { worstSeverity } from "../../domain/attention.ts";
import { time } from "../../i18n/time.ts";

/** What needs attention is always visible; campaigns without room there come first on the pages. */
export function planWall(
  campaigns: readonly Campaign[],
  room: { readonly attention: number; readonly page: number },
) {
  const urgent = campaigns
    .filter(({ attention }) => attention.length > 0)
    .toSorted((one, other) => worstSeverity(one) - worstSeverity(other));
  const attention = urgent.slice(0, room.attention);
  const overflow = urgent.slice(room.attention);
  const rest = campaigns.filter((campaign) => campaign.attention.length === 0);
  return { attention, more: overflow.length, pages: pagesOf([...overflow, ...rest], Math.max(1, room.page)) };
}

function pagesOf(campaigns: readonly Campaign[], size: number): Campaign[][] {
  const count = Math.max(1, Math.ceil(campaigns.length / size));
  return Array.from({ length: count }, (_, page) => campaigns.slice(page * size, (page + 1) * size));
}

const turnSeconds = { usual: 15, min: 5, max: 600 } as const;

/** Reads `turn` of a query string, in seconds; an invalid value counts as absent. */
export function parseTurn(search: string): number {
  const given = Number(new URLSearchParams(search).get("turn") ?? Number.NaN);
  const { usual, min, max } = turnSeconds;
  return Number.isFinite(given) ? Math.min(max, Math.max(min, given)) : usual;
}

/** Pointer or keyboard hold the page at least this long. */
const holdMs = 30_000;

export type Turning = ReturnType<typeof useTurning>;

/** Turns pages every so many seconds, round and round. */
export function useTurning(pages: number, seconds: number) {
  const [place, setPlace] = useState({ page: 0, heldAt: 0 });
  const [paused, setPaused] = useState(false);
  const page = Math.min(place.page, pages - 1);

  useEffect(() => {
    if (paused || pages < 2) return;
    const wait = place.heldAt > 0 ? Math.max(holdMs, seconds * 1000) : seconds * 1000;
    const timer = setTimeout(() => setPlace({ page: (page + 1) % pages, heldAt: 0 }), wait);
    return () => clearTimeout(timer);
  }, [paused, pages, seconds, page, place.heldAt]);

  const turn = (by: 1 | -1) => setPlace({ page: (page + by + pages) % pages, heldAt: time.monotonic() });
  // Rounded, since a moving pointer sends a hundred events a second.
  const hold = () => {
    const second = Math.ceil(time.monotonic() / 1000) * 1000;
    setPlace((before) => (before.heldAt === second ? before : { ...before, heldAt: second }));
  };
  return { page, paused, setPaused, turn, hold };
}

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

export function useWakeLock(): void {
  const visible = useVisible();
  useEffect(() => {
    if (!visible || !("wakeLock" in navigator)) return;
    // Rejects when the battery is low, or in a frame without permission.
    const lock = navigator.wakeLock.request("screen").catch(() => null);
    return () => void lock.then((held) => held?.release()).catch(() => {});
  }, [visible]);
}

/** CSS scales all sizes with the screen and hides scroll bars. */
export function useWallScale(): void {
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

/** null: the browser or the frame does not allow it. */
export function useFullScreen() {
  const on = useSyncExternalStore(subscribeToFullScreen, () => document.fullscreenElement !== null);
  return document.fullscreenEnabled ? { on, toggle: toggleFullScreen } : null;
}

function toggleFullScreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {}); // the viewer declined
}

export function useWallRoom(heightInRem: number): [ref: RefCallback<HTMLElement>, room: number] {
  const [room, setRoom] = useState(0);
  const ref = (element: HTMLElement | null) => {
    if (element === null) return;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      // 1 px against rounding.
      setRoom(Math.floor((element.clientHeight + 1) / (heightInRem * rem)));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  };
  return [ref, room];
}
