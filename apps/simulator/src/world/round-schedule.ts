import type { Random } from "./random.ts";

/** Rounds of calls, in milliseconds after the campaign's true start. */
export interface RoundSchedule {
  /** When each round is placed, ascending. */
  rounds: Uint32Array;
  /** When the last round is over. */
  exhausted: number;
  stalls: { from: number; to: number }[];
}

export interface Dialing {
  total: number;
  concurrency: number;
  /** What a round takes on average: ringing, talking, wrapping up. */
  roundMs: number;
}

/** A pause of `lengthMs` before the given round (0-based). */
export interface PlannedStall {
  beforeRound: number;
  lengthMs: number;
}

export function roundCount({ total, concurrency }: Dialing): number {
  return Math.ceil(total / concurrency);
}

type RoundLength = () => number;

function layRounds(dialing: Dialing, length: RoundLength, planned: readonly PlannedStall[]): RoundSchedule {
  const rounds = new Uint32Array(roundCount(dialing));
  const stalls: RoundSchedule["stalls"] = [];
  let time = 0;
  for (let round = 0; round < rounds.length; round += 1) {
    const stall = planned.find(({ beforeRound }) => beforeRound === round);
    if (stall !== undefined) {
      stalls.push({ from: Math.round(time), to: Math.round(time + stall.lengthMs) });
      time += stall.lengthMs;
    }
    rounds[round] = Math.round(time);
    time += length();
  }
  return { rounds, exhausted: Math.round(time), stalls };
}

/** Every round takes exactly `roundMs`. */
export function layEvenRounds(dialing: Dialing, planned: readonly PlannedStall[] = []): RoundSchedule {
  return layRounds(dialing, () => dialing.roundMs, planned);
}

/** Fast, ordinary and slow spells of some rounds each, as the time of day and the list's quality make them. */
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

/** Rounds as people make them: jitter on each, spells, and now and then one that takes half a round longer. */
export function layUnevenRounds(
  random: Random,
  dialing: Dialing,
  planned: readonly PlannedStall[],
): RoundSchedule {
  const spell = createSpells(random);
  const length = () => {
    const lull = random.chance(0.02) ? random.between(0.2, 0.5) : 0;
    return dialing.roundMs * (random.between(0.7, 1.3) * spell() + lull);
  };
  return layRounds(dialing, length, planned);
}
