import type { Outcome } from "./campaign-plan.ts";
import type { Random } from "./random.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A campaign's life in milliseconds after its StartTime, as far as placing it needs to know. */
interface PlaceableLife {
  start: number;
  end: number;
  schedule: { stalls: readonly { from: number }[] };
}

/** What a campaign is to show in the world, before its numbers are drawn. */
export interface Casting {
  outcome: Outcome;
  /** The span from which the time for calling the whole list is drawn, in milliseconds. */
  calling: readonly [number, number];
  /** null: drawn; the list is then kept to a few thousand callees, however long calling should take. */
  concurrency: number | null;
  /** It may start late or stall. The campaigns that a demonstration relies on may not. */
  mayStray: boolean;
  /** It certainly stalls once. */
  stalls: boolean;
  /** StartTime, in milliseconds after the world's epoch. */
  place: (random: Random, life: PlaceableLife) => number;
}

type Phase = "running" | "notStarted" | "completed" | "terminated";

/** The state at the epoch by place: 45 % running, 20 % not started, 25 % completed, 10 % terminated; all four in the first four. */
const rows: readonly (readonly Phase[])[] = [
  ["running", "notStarted", "completed", "terminated"],
  ["running", "running", "completed", "notStarted"],
  ["running", "completed", "running", "notStarted"],
  ["running", "terminated", "running", "completed"],
  ["running", "notStarted", "running", "completed"],
];
const phases = rows.flat();

function drawOutcome(random: Random, phase: Phase): Outcome {
  const draw = random.fraction();
  if (phase === "completed") return "completed";
  if (phase === "terminated") return draw < 0.6 ? "windowClosed" : "aborted";
  if (draw < 0.62) return "completed";
  return draw < 0.87 ? "windowClosed" : "aborted";
}

const placements: Record<Phase, Casting["place"]> = {
  running: (random, { start, end }) => -start - random.between(0.03, 0.92) * (end - start),
  notStarted: (random) => random.logBetween(90 * second, 10 * hour),
  completed: (random, { end }) => -end - random.logBetween(30 * second, 9 * hour),
  terminated: (random, { end }) => -end - random.logBetween(30 * second, 9 * hour),
};

/** The first campaigns have fixed parts, so that even a small board lives from the first minute and all day. */
function leadingPart(index: number): Partial<Casting> {
  switch (index) {
    case 0: // completes two to three and a half minutes after the epoch
      return { outcome: "completed", place: (random, { end }) => random.between(120, 210) * second - end };
    case 1: // starts within the second minute and is through some minutes later
      return {
        outcome: "completed",
        calling: [4 * minute, 6 * minute],
        concurrency: 12,
        place: (random) => random.between(50, 80) * second,
      };
    case 4: // runs for more than nine hours yet
      return {
        outcome: "completed",
        calling: [14 * hour, 15 * hour],
        concurrency: 2,
        place: (random, { start, end }) => -start - random.between(0.05, 0.12) * (end - start),
      };
    default:
      return {};
  }
}

/** The sixth campaign stalls about a minute after the epoch. */
const stallingPart: Partial<Casting> = {
  outcome: "completed",
  stalls: true,
  calling: [1 * hour, 3 * hour],
  place: (random, { start, schedule }) =>
    random.between(40, 70) * second - start - (schedule.stalls[0]?.from ?? 0),
};

export function castingOf(random: Random, index: number): Casting {
  const phase = phases[index % phases.length] ?? "running";
  const dayLong = random.chance(0.12);
  const part = index === 5 ? stallingPart : leadingPart(index);
  return {
    outcome: drawOutcome(random, phase),
    calling: dayLong ? [9 * hour, 13 * hour] : [25 * minute, 8 * hour],
    concurrency: null,
    mayStray: Object.keys(part).length === 0,
    stalls: false,
    place: placements[phase],
    ...part,
  };
}
