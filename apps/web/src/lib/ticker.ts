/** What a ticker needs of the outside; `repeat` answers a function that stops it. */
export interface TickerTimers {
  readonly now: () => number;
  readonly repeat: (run: () => void) => () => void;
}

/** One shared beat, in the server's time, running only while somebody listens. */
export interface Ticker {
  readonly subscribe: (listener: () => void) => () => void;
  /** Server time in epoch milliseconds as of the last beat; the same within a beat. */
  readonly now: () => number;
  /** Adopts the server's clock, given what it said and when (ours, epoch milliseconds). */
  readonly align: (serverTime: number, at: number) => void;
}

/** Differences below this are network jitter and would make ages waver, in milliseconds. */
const tolerance = 1000;

export function createTicker(timers: TickerTimers): Ticker {
  const listeners = new Set<() => void>();
  let offset = 0;
  let present = timers.now();
  let stop: (() => void) | null = null;

  function beat(): void {
    present = timers.now() + offset;
    for (const listener of listeners) listener();
  }

  function unsubscribe(listener: () => void): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (stop === null) {
        present = timers.now() + offset;
        stop = timers.repeat(beat);
      }
      return () => unsubscribe(listener);
    },
    now: () => present,
    align(serverTime, at) {
      const measured = serverTime - at;
      if (!Number.isFinite(measured) || Math.abs(measured - offset) < tolerance) return;
      offset = measured;
      beat();
    },
  };
}

/**
 * In milliseconds. Of a board's ages, which were observed at different instants, each beat turns a few: none is told more
 * than this late, and a slow machine need not draw them all in one frame.
 */
const beatLength = 250;

const browserTimers: TickerTimers = {
  now: () => Date.now(),
  repeat(run) {
    const timer = setInterval(run, beatLength);
    // A hidden tab's timers are throttled: be right at once on return.
    document.addEventListener("visibilitychange", run);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", run);
    };
  },
};

export const serverClock = createTicker(browserTimers);
