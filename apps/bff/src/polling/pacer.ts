/** How much shorter the way to the upstream may be for the second of two requests. */
const jitterMs = 50;
const marginMs = 0.25;
/** A timer is late by a millisecond or so; the next send makes up for at most this. */
const timerLatenessMs = 2;
/** Two refusals within this time are one event: requests that were in flight when the rate was halved. */
const throttleQuietMs = 2000;
/** Additive recovery: from nearly nothing to the whole budget within this time. */
const recoveryMs = 50_000;
const lowestShare = 1 / 16;
const rateWindowMs = 10_000;

/**
 * When the next request may be sent: evenly, counted from the actual send, never catching up.
 * All times are monotonic milliseconds.
 */
export function createPacer(requestsPerSecond: number) {
  let nextAt = 0;
  let share = 1;
  let shareSetAt = 0;
  let throttledAt = Number.NEGATIVE_INFINITY;
  const sentAt: number[] = [];

  const shareAt = (now: number) => Math.min(1, share + Math.max(0, now - shareSetAt) / recoveryMs);
  /** Requests a second allowed at `now`. */
  const rate = (now: number) => requestsPerSecond * shareAt(now);

  function forgetBefore(time: number): void {
    while (sentAt[0] !== undefined && sentAt[0] <= time) sentAt.shift();
  }

  return {
    rate,
    spacingMs: spacingMs(requestsPerSecond),
    /** How long to wait from `now` until a request may be sent; 0: at once. */
    delay: (now: number): number => Math.max(0, nextAt - now),
    sent(now: number): void {
      const lateness = Math.max(0, now - nextAt);
      nextAt = now - (lateness <= timerLatenessMs ? lateness : 0) + spacingMs(rate(now));
      sentAt.push(now);
      forgetBefore(now - rateWindowMs);
    },
    throttled(now: number): void {
      if (now - throttledAt < throttleQuietMs) return;
      share = Math.max(lowestShare, shareAt(now) / 2);
      shareSetAt = now;
      throttledAt = now;
    },
    /** Requests a second over the latest ten seconds, to a tenth. */
    sentPerSecond(now: number): number {
      forgetBefore(now - rateWindowMs);
      return sentAt.length / (rateWindowMs / 1000);
    },
  };
}

/**
 * ms between sends, so that no second at the upstream holds more than the rate: one request fewer than the rate in
 * any second stretched by the jitter, which leaves room for a single straggler. 20 a second: 55.5 ms, 90 % of it.
 * A rate below three has no request to spare for stragglers and is only stretched.
 */
function spacingMs(rate: number): number {
  return rate < 3 ? (1000 + 2 * jitterMs) / rate + marginMs : (1000 + jitterMs) / (rate - 1) + marginMs;
}
