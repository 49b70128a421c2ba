/** Time as the backend sees it; injected everywhere, so that no test has to wait. */
export interface Clock {
  /** Wall clock, epoch milliseconds. May be stepped by the operating system. */
  now(): number;
  /** Milliseconds since some fixed start; never steps. For intervals and pacing. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** Clocks of several machines agree better than this, ms: what is dated later than that was dated by a wrong clock. */
export const clocksDifferByMs = 5000;

/** What `setTimeout` hands out; only good for `clearTimeout`. */
export type Timer = object | number;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
