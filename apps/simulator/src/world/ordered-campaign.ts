import type { CampaignPlan, Stall } from "./campaign-plan.ts";
import { layRounds, placeRounds, roundCount } from "./round-schedule.ts";

/** A campaign that a test orders, with even rounds. Times are epoch milliseconds. */
export interface OrderedCampaign extends Omit<CampaignPlan, "rounds" | "truth"> {
  ratePerMinute: number;
  startDelayMs: number;
  overrunMs: number;
  /** When a person stops it; null: never. */
  abortAt: number | null;
  stalls: readonly Stall[];
}

function layRoundsAround(order: OrderedCampaign, start: number) {
  const { total, concurrency, ratePerMinute } = order;
  const dialing = { total, concurrency, roundMs: (concurrency * 60_000) / ratePerMinute };
  let pausedMs = 0;
  const planned = order.stalls.map(({ from, to, agent, reason }) => {
    const beforeRound = Math.max(0, Math.ceil((from - start - pausedMs) / dialing.roundMs));
    const lengthMs = to - from;
    pausedMs += lengthMs;
    return { beforeRound, lengthMs, agent, reason };
  });
  return layRounds(
    dialing,
    planned.filter(({ beforeRound }) => beforeRound < roundCount(dialing)),
  );
}

function endOf(order: OrderedCampaign, exhaustedAt: number) {
  const closes = order.endTime + order.overrunMs;
  const abort = order.abortAt ?? Number.POSITIVE_INFINITY;
  if (abort < Math.min(closes, exhaustedAt)) return { end: abort, outcome: "aborted" as const };
  if (closes < exhaustedAt) return { end: closes, outcome: "windowClosed" as const };
  return { end: exhaustedAt, outcome: "completed" as const };
}

export function planOrderedCampaign(order: OrderedCampaign): CampaignPlan {
  const begin = order.startTime + order.startDelayMs;
  const schedule = layRoundsAround(order, begin);
  const { end, outcome } = endOf(order, begin + schedule.exhausted);
  // A campaign that ends before its late start never runs.
  const start = Math.min(begin, end);
  const { rounds, stalls } = placeRounds(schedule, start, end);
  return { ...order, rounds, truth: { ratePerMinute: order.ratePerMinute, start, end, outcome, stalls } };
}
