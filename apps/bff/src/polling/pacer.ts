/**
 * When the next request may be sent: evenly, counted from the actual send, never catching up.
 * All times are monotonic milliseconds.
 */
export interface Pacer {
  /** How long to wait from `now` until a request may be sent; 0: at once. */
  delay(now: number): number;
  sent(now: number): void;
  /** The upstream said that there were too many requests. */
  throttled(now: number): void;
  /** Requests a second allowed at `now`. */
  rate(now: number): number;
}

/**
 * 10 % wider than even spacing: a second at the upstream still holds no more than the budget when the network
 * delays requests unevenly by up to 100 ms (for 20 a second: 55 ms apart, 19 in any second that we send in).
 */
const spacingFactor = 1.1;
/** Two refusals within this time are one event: requests that were under way when the rate was halved. */
const throttleQuietMs = 2000;
/** Additive recovery: from half the budget to all of it within a minute. */
const recoveryMs = 60_000;
const lowestShare = 1 / 16;

export function createPacer(options: { requestsPerSecond: number; notBefore: number }): Pacer {
  const { requestsPerSecond } = options;
  let lastSent = Number.NEGATIVE_INFINITY;
  let share = 1;
  let shareSetAt = 0;
  let throttledAt = Number.NEGATIVE_INFINITY;

  const shareAt = (now: number) => Math.min(1, share + Math.max(0, now - shareSetAt) / (2 * recoveryMs));
  const rate = (now: number) => requestsPerSecond * shareAt(now);

  return {
    rate,
    delay: (now) => Math.max(0, options.notBefore - now, lastSent + (1000 * spacingFactor) / rate(now) - now),
    sent(now) {
      lastSent = now;
    },
    throttled(now) {
      if (now - throttledAt < throttleQuietMs) return;
      share = Math.max(lowestShare, shareAt(now) / 2);
      shareSetAt = now;
      throttledAt = now;
    },
  };
}
