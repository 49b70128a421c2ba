import type { CampaignPlan, Stall } from "./campaign-plan.ts";
import { layEvenRounds, roundCount } from "./round-schedule.ts";

/** A campaign that a test orders: even rounds, no chance in it. Times are milliseconds since 1970. */
export interface MadeCampaign {
  campaignId: number;
  name: string;
  agent: string;
  concurrency: number;
  callOrder: 0 | 1;
  uui: string;
  startTime: number;
  endTime: number;
  total: number;
  ratePerMinute: number;
  startDelayMs: number;
  overrunMs: number;
  /** When somebody stops it; null: nobody does. */
  abortAt: number | null;
  /** Spans without calls, ascending and apart. */
  stalls: readonly Stall[];
}

function layRoundsAround(made: MadeCampaign, start: number) {
  const roundMs = (made.concurrency * 60_000) / made.ratePerMinute;
  const dialing = { total: made.total, concurrency: made.concurrency, roundMs };
  let paused = 0;
  const planned = made.stalls.map(({ from, to }) => {
    const beforeRound = Math.max(0, Math.ceil((from - start - paused) / roundMs));
    const lengthMs = to - from;
    paused += lengthMs;
    return { beforeRound, lengthMs };
  });
  const known = planned.filter(({ beforeRound }) => beforeRound < roundCount(dialing));
  return layEvenRounds(dialing, known);
}

function endOf(made: MadeCampaign, exhaustedAt: number) {
  const closes = made.endTime + made.overrunMs;
  const abort = made.abortAt ?? Number.POSITIVE_INFINITY;
  if (abort < Math.min(closes, exhaustedAt)) return { end: abort, outcome: "aborted" as const };
  if (closes < exhaustedAt) return { end: closes, outcome: "windowClosed" as const };
  return { end: exhaustedAt, outcome: "completed" as const };
}

/** Its whole life, worked out from the order. */
export function planMadeCampaign(made: MadeCampaign): CampaignPlan {
  const begin = made.startTime + made.startDelayMs;
  const { rounds, exhausted, stalls } = layRoundsAround(made, begin);
  const { end, outcome } = endOf(made, begin + exhausted);
  // One that is stopped, or whose window closes, before its late start never runs.
  const start = Math.min(begin, end);
  const { campaignId, name, agent, concurrency, callOrder, uui, startTime, endTime, total } = made;
  return {
    campaignId,
    name,
    agent,
    concurrency,
    callOrder,
    uui,
    startTime,
    endTime,
    total,
    rounds: rounds.filter((offset) => offset < end - start),
    truth: {
      ratePerMinute: made.ratePerMinute,
      start,
      end,
      outcome,
      stalls: stalls
        .filter(({ from }) => from < end - start)
        .map(({ from, to }) => ({ from: start + from, to: Math.min(start + to, end) })),
    },
  };
}
