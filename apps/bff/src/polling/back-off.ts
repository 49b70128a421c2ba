import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";

/** Waits grow from `first` to `longest`, doubling at each failure in a row; all in ms. */
export interface BackOff {
  readonly first: number;
  readonly longest: number;
}

/** A campaign whose own looks fail: never longer than half a minute, so it is back soon after the fault is. */
export const failureBackOff: BackOff = { first: 4000, longest: 30_000 };
/** "No such campaign": soon at first, since it may be a passing fault; then rarely. */
export const notFoundBackOff: BackOff = { first: 15_000, longest: 600_000 };
/** One that was there before: for a while it is more likely that the upstream errs than that it is gone. */
const vanishedBackOff: BackOff = { first: 15_000, longest: 36_000 };
const vanishedForMs = 600_000;

/** Which back-off a campaign that cannot be looked at is under, as of `now` (epoch ms). */
export function backOffFor(campaign: TrackedCampaign, now: number): BackOff {
  if (campaign.notFoundSince === null) return failureBackOff;
  const vanished = campaign.facts !== null && now - campaign.notFoundSince < vanishedForMs;
  return vanished ? vanishedBackOff : notFoundBackOff;
}

/**
 * ms to wait after the n-th failure in a row (n ≥ 1). `random` in 0..1 spreads the wait over ±20 %, so that
 * campaigns that failed together do not come back together.
 */
export function backOffDelay(backOff: BackOff, failures: number, random: number): number {
  const doubled = backOff.first * 2 ** Math.min(20, failures - 1);
  return Math.min(backOff.longest, doubled) * (0.8 + 0.4 * random);
}
