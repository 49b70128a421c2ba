import type { Stall } from "./campaign-plan.ts";
import type { Random } from "./random.ts";

/** Rounds of calls. Times are milliseconds after the true start. */
export type RoundSchedule = ReturnType<typeof layRounds>;

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

export function roundCount({ total, concurrency }: Dialing): number {
  return Math.ceil(total / concurrency);
}

/** Cuts a schedule off at the end of the campaign; stalls become epoch milliseconds. */
export function placeRounds({ rounds, stalls }: RoundSchedule, start: number, end: number) {
  return {
    rounds: rounds.filter((offset) => offset < end - start),
    stalls: stalls
      .filter(({ from }) => from < end - start)
      .map(({ from, to, ...cause }) => ({ ...cause, from: start + from, to: Math.min(start + to, end) })),
  };
}

export function layRounds(dialing: Dialing, planned: readonly PlannedStall[], next = () => dialing.roundMs) {
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
