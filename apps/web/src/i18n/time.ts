import { useSyncExternalStore } from "react";

/** The page's time. This module alone reads the client's own clock, which may be wrong, and may be set meanwhile. */
export interface PageTime {
  /** The server's time, epoch milliseconds. Until it is known, the client's, as of when the page was opened. */
  readonly now: () => number;
  /** Resolves with the server's time once it is known. */
  readonly known: () => Promise<number>;
  /** Milliseconds that do not go back and do not jump; they may stand still while the machine sleeps. */
  readonly monotonic: () => number;
  /** As `monotonic`, with the time that the machine seems to have slept. */
  readonly elapsed: () => number;
  /** Adopts the server's time. */
  readonly align: (serverTime: number, asked: Asked) => void;
  /** The machine seems to have slept since the last answer, so that the time that has passed is not known. */
  readonly isDoubtful: () => boolean;
  /** One shared beat, running only while somebody listens. */
  readonly subscribe: (listener: () => void) => () => void;
  /** `now` as of the last beat; the same within a beat. */
  readonly beat: () => number;
}

/** When a call was made and when it was answered, by the monotonic clock. */
export interface Asked {
  readonly sentAt: number;
  readonly answeredAt: number;
}

interface Clocks {
  readonly monotonic: () => number;
  /** Epoch milliseconds. */
  readonly client: () => number;
  /** Answers a function that stops. */
  readonly repeat: (run: () => void) => () => void;
}

/** By so much the client's clock runs ahead of the monotonic one from beat to beat only after a sleep, in milliseconds. */
const leap = 1000;
/** The server may answer with what it made for somebody else so long ago, in milliseconds. */
const answerAge = 1000;

export function createTime({ monotonic, client, repeat }: Clocks): PageTime {
  const listeners = new Set<() => void>();
  let tellKnown: (() => void) | undefined;
  const known = new Promise<void>((resolve) => (tellKnown = resolve));
  let offset = client() - monotonic();
  /** What of the client's clock's leaps may have been sleep: since the page was opened, and of it since the last answer. */
  let slept = 0;
  let doubtful = 0;
  let wokeAt = -Infinity;
  let lag = offset;
  let present = offset + monotonic();
  let stop: (() => void) | null = null;

  /** A clock that is set ahead cannot be told from a sleep. It is taken for one: nothing may look younger than it is. */
  function notice(): void {
    const before = lag;
    lag = client() - monotonic();
    if (lag - before < leap) return;
    slept += lag - before;
    doubtful += lag - before;
    wokeAt = monotonic();
  }

  function now(): number {
    notice();
    return offset + doubtful + monotonic();
  }

  function beat(): void {
    present = now();
    for (const listener of listeners) listener();
  }

  function unsubscribe(listener: () => void): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
  }

  return {
    now,
    monotonic,
    known: () => known.then(now),
    elapsed() {
      notice();
      return slept + monotonic();
    },
    align(serverTime, { sentAt, answeredAt }) {
      notice();
      // Asked before a sleep, it may have been answered before it, too.
      if (!Number.isFinite(serverTime) || sentAt < wokeAt) return;
      const before = offset + doubtful;
      // The server spoke between the two. What agrees with that stays, so that no age wavers with the network.
      const agrees = offset >= serverTime - answeredAt && offset <= serverTime + answerAge - sentAt;
      if (!agrees) offset = serverTime - (sentAt + answeredAt) / 2;
      doubtful = 0;
      tellKnown?.();
      if (offset !== before) beat();
    },
    isDoubtful: () => doubtful > 0,
    subscribe(listener) {
      listeners.add(listener);
      if (stop === null) {
        present = now();
        stop = repeat(beat);
      }
      return () => unsubscribe(listener);
    },
    beat: () => present,
  };
}

/**
 * In milliseconds. Of a board's ages, which were observed at different instants, each beat turns a few: none is told more
 * than this late, and a slow machine need not draw them all in one frame.
 */
const beatLength = 250;

export const time = createTime({
  monotonic: () => performance.now(),
  client: () => Date.now(),
  repeat(run) {
    const timer = setInterval(run, beatLength);
    // A hidden tab's timers are throttled: be right at once on return.
    document.addEventListener("visibilitychange", run);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", run);
    };
  },
});

/**
 * A value that depends on the time of day. Renders only when the value changes, so that a board of ages costs a
 * comparison a beat each. `select` gets server time in epoch milliseconds and answers a primitive.
 */
export function useTicking<T extends string | number | boolean | null>(select: (now: number) => T): T {
  return useSyncExternalStore(time.subscribe, () => select(time.beat()));
}

/** The current minute, epoch milliseconds: texts with days change at midnight only. */
export function useMinute(): number {
  return useTicking((now) => Math.floor(now / 60_000) * 60_000);
}
