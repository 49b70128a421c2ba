import type { Campaign, CampaignState } from "@cruiseboard/contract";

/** A sum over those of which the figure is known. */
export interface KnownSum {
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
  let [pace, requiredPace, left] = [nothingKnown, nothingKnown, nothingKnown];
  for (const campaign of campaigns) {
    counts.campaigns += 1;
    states[campaign.state] += 1;
    if (campaign.attention.length > 0) counts.attention += 1;
    if (campaign.observedAt === null) counts.unobserved += 1;
    countCallees(callees, campaign);
    if (campaign.state !== "running") continue;
    pace = plus(pace, campaign.pacePerMinute);
    requiredPace = plus(requiredPace, campaign.requiredPacePerMinute);
    left = plus(left, campaign.uncalledAtClose);
  }
  return { ...counts, ...callees, states, pace, requiredPace, left };
}

const nothingKnown: KnownSum = { sum: null, known: 0 };

function plus({ sum, known }: KnownSum, value: number | null): KnownSum {
  return value === null ? { sum, known } : { sum: (sum ?? 0) + value, known: known + 1 };
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
