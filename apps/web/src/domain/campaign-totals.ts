import type { Campaign, CampaignState } from "@cruiseboard/contract";
import { isUrgent } from "./attention.ts";
import { verdictOf } from "./forecast.ts";
import { stateOrder } from "./view-state.ts";

export type CampaignTotals = ReturnType<typeof totalsOf>;

/** Callees are summed over campaigns whose called and total are both known; the others are `uncounted`. */
export function totalsOf(campaigns: readonly Campaign[]) {
  const stateCounts = stateOrder.map((state) => [
    state,
    campaigns.filter((one) => one.state === state).length,
  ]);
  const counted = campaigns.flatMap(({ calledCallees: called, totalCallees: total }) =>
    called === null || total === null ? [] : [{ called, total, remaining: Math.max(0, total - called) }],
  );
  const running = campaigns.filter(({ state }) => state === "running");
  const forecasts = running.map((one) => ({ ...verdictOf(one), left: one.uncalledAtClose }));
  return {
    campaigns: campaigns.length,
    states: Object.fromEntries(stateCounts) as Record<CampaignState, number>,
    attention: campaigns.filter(({ attention }) => attention.length > 0).length,
    urgent: campaigns.filter(({ attention }) => attention.some(({ kind }) => isUrgent(kind))).length,
    failing: campaigns.filter(({ failure }) => failure !== null),
    unobserved: campaigns.filter(({ observedAt }) => observedAt === null).length,
    called: sum(counted.map(({ called }) => called)),
    total: sum(counted.map(({ total }) => total)),
    remaining: sum(counted.map(({ remaining }) => remaining)),
    uncounted: campaigns.length - counted.length,
    pace: knownSum(running.map(({ pacePerMinute }) => pacePerMinute)),
    requiredPace: knownSum(running.map(({ requiredPacePerMinute }) => requiredPacePerMinute)),
    /** At the close: without campaigns that are past it, and those that are not found. */
    left: knownSum(forecasts.map(({ kind, left }) => (kind === "left" || kind === "none" ? null : left))),
    /** How many campaigns are sure to leave some of them. */
    leaving: forecasts.filter(({ kind, left }) => kind === "will" && left).length,
    /** Of `left`, what is not sure. */
    uncertain: sum(forecasts.map(({ kind, left }) => (kind === "may" ? (left ?? 0) : 0))),
  };
}

export const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** `sum` null: known of no campaign, so that 0 is a real 0. */
function knownSum(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null);
  return { sum: known.length === 0 ? null : sum(known), known: known.length };
}
