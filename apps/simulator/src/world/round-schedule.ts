import type { CampaignPlan, Stall } from "./campaign-plan.ts";
import type { Random } from "./random.ts";

export interface Dialing {
  total: number;
  concurrency: number;
  roundMs: number;
}

export interface PlannedStall {
  beforeRound: number;
  lengthMs: number;
  agent?: Stall["agent"];
  reason?: string | undefined;
}

export const roundCount = ({ total, concurrency }: Dialing) => Math.ceil(total / concurrency);

/** Cuts a schedule off at the end of the campaign; stalls become epoch milliseconds. */
export function placeRounds({ rounds, stalls }: ReturnType<typeof layRounds>, start: number, end: number) {
  return {
    rounds: rounds.filter((offset) => offset < end - start),
    stalls: stalls
      .filter(({ from }) => from < end - start)
      .map(({ from, to, ...cause }) => ({ ...cause, from: start + from, to: Math.min(start + to, end) })),
  };
}

/** Rounds of calls. Times are milliseconds after the true start. */
function layRounds(dialing: Dialing, planned: readonly PlannedStall[], next = () => dialing.roundMs) {
  const rounds = new Uint32Array(roundCount(dialing));
  const stalls: Stall[] = [];
  let time = 0;
  for (let round = 0; round < rounds.length; round += 1) {
    const stall = planned.find(({ beforeRound }) => beforeRound === round);
    if (stall !== undefined) {
      const { agent, reason } = stall;
      const span = { from: Math.round(time), to: Math.round(time + stall.lengthMs) };
      stalls.push(agent === undefined ? span : { ...span, agent, reason });
      time += stall.lengthMs;
    }
    rounds[round] = Math.round(time);
    time += next();
  }
  return { rounds, exhausted: Math.round(time), stalls };
}

function createSpells(random: Random): () => number {
  let factor = 1;
  let left = 0;
  return () => {
    if (left === 0) {
      left = random.integer(8, 30);
      factor = random.pick([random.between(0.9, 0.97), 1, 1, 1, random.between(1.03, 1.1)]);
    }
    left -= 1;
    return factor;
  };
}

/** Rounds of varying length: jitter on each, spells, and one in fifty takes up to half a round longer. */
export function layUnevenRounds(random: Random, dialing: Dialing, planned: readonly PlannedStall[]) {
  const spell = createSpells(random);
  const length = () => {
    const lull = random.chance(0.02) ? random.between(0.2, 0.5) : 0;
    return dialing.roundMs * (random.between(0.7, 1.3) * spell() + lull);
  };
  return layRounds(dialing, planned, length);
}

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
