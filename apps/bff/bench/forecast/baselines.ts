import type { CampaignFacts } from "../../src/campaigns/observation.ts";
import { foldTrend, forecastOf, noTrend, type Trend } from "./earlier-filter.ts";

/** What ours is measured by: the average since the start, an exponentially weighted pace, and the filter of before. */
export interface Earlier {
  readonly trend: Trend;
  readonly weighted: {
    readonly at: number;
    readonly called: number;
    readonly sumMs: number;
    readonly sum: number;
  } | null;
}

export const noEarlier: Earlier = { trend: noTrend, weighted: null };

const memoryMs = 20 * 60_000;

export function foldEarlier({ trend, weighted }: Earlier, facts: CampaignFacts, at: number): Earlier {
  const called = facts.calledCallees ?? 0;
  const wasStalled = trend.latest !== null && trend.stillSince !== null && at - trend.stillSince > 3 * 60_000;
  const keep = weighted === null ? 0 : Math.exp(-(at - weighted.at) / memoryMs);
  return {
    trend: foldTrend(trend, facts, at, wasStalled),
    weighted: {
      at,
      called,
      sumMs: weighted === null ? 0 : weighted.sumMs * keep + at - weighted.at,
      sum: weighted === null ? 0 : weighted.sum * keep + Math.max(0, called - weighted.called),
    },
  };
}

/** Ends at the levels of a distribution, epoch ms. The first two tell one end only. */
export function earlierQuantile(
  { trend, weighted }: Earlier,
  facts: CampaignFacts,
  at: number,
  levels: readonly number[],
): Record<string, number[]> {
  const called = facts.calledCallees ?? 0;
  const left = (facts.totalCallees ?? 0) - called;
  const average = called > 0 ? at + (left / called) * (at - (facts.startTime ?? at)) : Number.NaN;
  const paced = weighted && weighted.sum > 0 ? at + (left / weighted.sum) * weighted.sumMs : average;
  const filter = forecastOf(facts, trend);
  return {
    average: levels.map(() => average),
    weighted: levels.map(() => paced),
    filter: levels.map((level) =>
      filter === null ? average : filter.from + filter.leftMs * Math.exp(normalAt(level) * filter.deviation),
    ),
  };
}

/** The inverse of the standard normal distribution, by bisection. */
export function normalAt(level: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < level) low = middle;
    else high = middle;
  }
  return low;
}

/** The standard normal distribution by a logistic function of a cubic, exact to 0.0002. */
export function normalBelow(deviations: number): number {
  return 1 / (1 + Math.exp(-deviations * (1.5957691 + 0.0700544 * deviations ** 2)));
}
