import type { Campaign, CampaignState } from "@cruiseboard/contract";

export type CampaignTotals = ReturnType<typeof totalsOf>;

/** Callees are summed over campaigns whose called and total are both known; the others are `uncounted`. */
export function totalsOf(campaigns: Iterable<Campaign>) {
  const states: Record<CampaignState, number> = {
    running: 0,
    notStarted: 0,
    completed: 0,
    terminated: 0,
    unknown: 0,
  };
  const totals = {
    campaigns: 0,
    attention: 0,
    unobserved: 0,
    called: 0,
    total: 0,
    remaining: 0,
    uncounted: 0,
  };
  const running: Campaign[] = [];
  for (const campaign of campaigns) {
    const { state, attention, observedAt, calledCallees, totalCallees } = campaign;
    totals.campaigns += 1;
    states[state] += 1;
    if (attention.length > 0) totals.attention += 1;
    if (observedAt === null) totals.unobserved += 1;
    if (calledCallees === null || totalCallees === null) totals.uncounted += 1;
    else {
      totals.called += calledCallees;
      totals.total += totalCallees;
      totals.remaining += Math.max(0, totalCallees - calledCallees);
    }
    if (state === "running") running.push(campaign);
  }
  return {
    ...totals,
    states,
    pace: knownSum(running.map(({ pacePerMinute }) => pacePerMinute)),
    requiredPace: knownSum(running.map(({ requiredPacePerMinute }) => requiredPacePerMinute)),
    left: knownSum(running.map(({ uncalledAtClose }) => uncalledAtClose)),
    /** Of `left`, in campaigns that are not flagged. */
    uncertain: running
      .filter(({ attention }) => attention.length === 0)
      .reduce((sum, { uncalledAtClose }) => sum + (uncalledAtClose ?? 0), 0),
  };
}

/** `sum` null: known of no campaign, so that 0 is a real 0. */
function knownSum(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null);
  return { sum: known.length === 0 ? null : known.reduce((sum, value) => sum + value), known: known.length };
}
