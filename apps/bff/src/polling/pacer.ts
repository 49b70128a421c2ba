/** How much shorter the way to the upstream may be for the second of two requests. */
const jitterMs = 50;
const marginMs = 0.25;
/** By so much a late timer is made up for. Not more: after a stall of the network, requests arrive in a bunch as it is. */
const mostLagMs = 20;
/** Two refusals within this time are one event: requests that were in flight when the rate was halved. */
const throttleQuietMs = 2000;
/** Additive recovery: from nearly nothing to the whole budget within this time. */
const recoveryMs = 50_000;
const lowestShare = 1 / 16;
const rateWindowMs = 10_000;

/** Requests are spaced evenly. What late timers cost is made up for, within the limit of each second. Times are monotonic ms. */
export function createPacer(requestsPerSecond: number) {
  let nextAt = 0;
  /** By even spacing alone. */
  let scheduledAt = 0;
  let share = 1;
  let shareSetAt = 0;
  let throttledAt = Number.NEGATIVE_INFINITY;
  const sentAt: number[] = [];

  const shareAt = (now: number) => Math.min(1, share + Math.max(0, now - shareSetAt) / recoveryMs);
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
      sentAt.push(now);
      forgetBefore(now - rateWindowMs);
      const limit = rate(now);
      const spacing = spacingMs(limit);
      const lag = limit < 3 ? 0 : mostLagMs;
      scheduledAt = Math.max(scheduledAt, now - lag) + spacing;
      const fullSince = sentAt.at(1 - Math.ceil(limit)) ?? Number.NEGATIVE_INFINITY;
      nextAt = limit < 3 ? scheduledAt : Math.max(scheduledAt, now + spacing / 2, fullSince + secondMs);
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

/** A second at the upstream, seen from here. */
const secondMs = 1000 + jitterMs + marginMs;

/** No second at the upstream holds more than the rate: one request fewer in any second stretched by the jitter leaves room for a straggler. Rates below three have none to spare and are only stretched. */
function spacingMs(rate: number): number {
  return rate < 3 ? (1000 + 2 * jitterMs) / rate + marginMs : (1000 + jitterMs) / (rate - 1) + marginMs;
}
