import { useSyncExternalStore } from "react";

interface Clocks {
  readonly monotonic: () => number;
  /** Epoch milliseconds. */
  readonly client: () => number;
  readonly repeat: (run: () => void) => () => void;
}

/** The client's clock gains more than this on the monotonic one between two beats only by a sleep, or when it is set. */
const sleepMs = 1000;
/** The server may send an answer that it prepared this long ago. */
const answerAgeMs = 1000;

/** The page's time. Only this module reads the client's clock, which may be wrong and may be set at any time. */
export function createTime({ monotonic, client, repeat }: Clocks) {
  const listeners = new Set<() => void>();
  let resolveKnown: (() => void) | undefined;
  const known = new Promise<void>((resolve) => (resolveKnown = resolve));
  let offset = client() - monotonic();
  /** Presumed sleep since the page was opened, and since the last answer. */
  let slept = 0;
  let sleptSinceAnswer = 0;
  let wokeAt = -Infinity;
  let lag = offset;
  let present = offset + monotonic();
  let stop: (() => void) | null = null;

  /** A clock that is set ahead is the same as a sleep here: ages may be too high, never too low. */
  function detectSleep(): void {
    const before = lag;
    lag = client() - monotonic();
    if (lag - before < sleepMs) return;
    slept += lag - before;
    sleptSinceAnswer += lag - before;
    wokeAt = monotonic();
  }

  function now(): number {
    detectSleep();
    return offset + sleptSinceAnswer + monotonic();
  }

  function beat(): void {
    present = now();
    for (const listener of listeners) listener();
  }

  return {
    /** The server's time, epoch milliseconds; until it is known, the client's as of the opening of the page. */
    now,
    known: () => known.then(now),
    /** Never jumps; may stand still while the machine sleeps. */
    monotonic,
    /** As `monotonic`, including presumed sleep. */
    elapsed() {
      detectSleep();
      return slept + monotonic();
    },
    align(serverTime: number, { sentAt, answeredAt }: { sentAt: number; answeredAt: number }) {
      detectSleep();
      // A call that was sent before a sleep may have been answered before it.
      if (!Number.isFinite(serverTime) || sentAt < wokeAt) return;
      const before = offset + sleptSinceAnswer;
      // An offset that fits between sending and answer is kept, so that ages do not jitter with the network.
      const agrees = offset >= serverTime - answeredAt && offset <= serverTime + answerAgeMs - sentAt;
      if (!agrees) offset = serverTime - (sentAt + answeredAt) / 2;
      sleptSinceAnswer = 0;
      resolveKnown?.();
      if (offset !== before) beat();
    },
    /** The machine seems to have slept since the last answer. */
    isUncertain: () => sleptSinceAnswer > 0,
    /** One shared timer, which runs only while there are listeners. */
    subscribe(listener: () => void) {
      listeners.add(listener);
      if (stop === null) {
        present = now();
        stop = repeat(beat);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
    beat: () => present,
  };
}

/** Short, so that ages change at most this late, and not all in the same frame. */
const beatMs = 250;

export const time = createTime({
  monotonic: () => performance.now(),
  client: () => Date.now(),
  repeat(run) {
    const timer = setInterval(run, beatMs);
    // Timers of hidden tabs are throttled.
    document.addEventListener("visibilitychange", run);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", run);
    };
  },
});

/** A value that depends on the time, epoch milliseconds. Renders only when the value changes. */
export const useTicking = <T extends string | number | boolean | null>(select: (now: number) => T): T =>
  useSyncExternalStore(time.subscribe, () => select(time.beat()));

export const useMinute = (): number => useTicking((now) => Math.floor(now / 60_000) * 60_000);
