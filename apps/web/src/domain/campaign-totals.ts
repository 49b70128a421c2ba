import type { Campaign, CampaignState } from "@cruiseboard/contract";

/** A sum over those of which the figure is known. */
interface KnownSum {
  /** null: not known of a single one, so that a 0 always is one. */
  readonly sum: number | null;
  /** Of how many it is known. */
  readonly known: number;
}

/** What a number of campaigns come to. Paces and what will be left are those of the running ones. */
export interface CampaignTotals {
  readonly campaigns: number;
  readonly states: Readonly<Record<CampaignState, number>>;
  /** Campaigns with at least one reason for attention. */
  readonly attention: number;
  /** Campaigns that have never been observed. */
  readonly unobserved: number;
  /** Over campaigns of which called and total are both known. */
  readonly called: number;
  readonly total: number;
  /** Callees that are still to be called, over the same campaigns. */
  readonly remaining: number;
  /** Campaigns of which called or total is not known. */
  readonly uncounted: number;
  /** Callees a minute. */
  readonly pace: KnownSum;
  readonly requiredPace: KnownSum;
  /** Callees that will stay uncalled when the windows close. */
  readonly left: KnownSum;
}

export function totalsOf(campaigns: Iterable<Campaign>): CampaignTotals {
  const states = { running: 0, notStarted: 0, completed: 0, terminated: 0, unknown: 0 };
  const counts = { campaigns: 0, attention: 0, unobserved: 0 };
  const callees = { called: 0, total: 0, remaining: 0, uncounted: 0 };
  const [pace, requiredPace, left] = [createSum(), createSum(), createSum()];
  for (const campaign of campaigns) {
    counts.campaigns += 1;
    states[campaign.state] += 1;
    if (campaign.attention.length > 0) counts.attention += 1;
    if (campaign.observedAt === null) counts.unobserved += 1;
    countCallees(callees, campaign);
    if (campaign.state !== "running") continue;
    pace.add(campaign.pacePerMinute);
    requiredPace.add(campaign.requiredPacePerMinute);
    left.add(campaign.uncalledAtClose);
  }
  return {
    ...counts,
    ...callees,
    states,
    pace: pace.known(),
    requiredPace: requiredPace.known(),
    left: left.known(),
  };
}

/** A sum in the making; thousands are added at every poll, so that nothing is made anew for each. */
function createSum() {
  let [sum, known] = [0, 0];
  return {
    add(value: number | null) {
      if (value === null) return;
      sum += value;
      known += 1;
    },
    known: (): KnownSum => ({ sum: known === 0 ? null : sum, known }),
  };
}

interface CalleeCounts {
  called: number;
  total: number;
  remaining: number;
  uncounted: number;
}

function countCallees(counts: CalleeCounts, { calledCallees, totalCallees }: Campaign): void {
  if (calledCallees === null || totalCallees === null) {
    counts.uncounted += 1;
    return;
  }
  counts.called += calledCallees;
  counts.total += totalCallees;
  counts.remaining += Math.max(0, totalCallees - calledCallees);
}
