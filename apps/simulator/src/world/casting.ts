import type { Outcome } from "./campaign-plan.ts";
import type { Random } from "./random.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Milliseconds after StartTime. */
interface PlaceableLife {
  start: number;
  end: number;
  schedule: { stalls: readonly { from: number }[] };
}

export interface Casting {
  outcome: Outcome;
  /** Range of the time for calling the whole list. */
  callingMs: readonly [number, number];
  /** null: drawn, and the list is limited to a few thousand callees. */
  concurrency: number | null;
  /** Whether it may start late or stall by chance. */
  mayStray: boolean;
  stalls: boolean;
  /** StartTime in milliseconds after the world's epoch. */
  place: (random: Random, life: PlaceableLife) => number;
}

type Phase = "running" | "notStarted" | "completed" | "terminated";

/** States at the epoch: 45 % running, 20 % not started, 25 % completed, 10 % terminated; all four in the first four. */
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

/** The first campaigns have fixed parts, so that a small board shows changes from the first minute and all day. */
const fixedParts: Readonly<Record<number, Partial<Casting>>> = {
  // Completes two to three and a half minutes after the epoch.
  0: { outcome: "completed", place: (random, { end }) => random.between(120, 210) * second - end },
  // Starts within the second minute and completes some minutes later.
  1: {
    outcome: "completed",
    callingMs: [4 * minute, 6 * minute],
    concurrency: 12,
    place: (random) => random.between(50, 80) * second,
  },
  // Runs for more than nine hours after the epoch.
  4: {
    outcome: "completed",
    callingMs: [14 * hour, 15 * hour],
    concurrency: 2,
    place: (random, { start, end }) => -start - random.between(0.05, 0.12) * (end - start),
  },
  // Stalls about a minute after the epoch.
  5: {
    outcome: "completed",
    stalls: true,
    callingMs: [1 * hour, 3 * hour],
    place: (random, { start, schedule }) =>
      random.between(40, 70) * second - start - (schedule.stalls[0]?.from ?? 0),
  },
};

export function castingOf(random: Random, index: number): Casting {
  const phase = phases[index % phases.length] ?? "running";
  const dayLong = random.chance(0.12);
  const part = fixedParts[index];
  return {
    outcome: drawOutcome(random, phase),
    callingMs: dayLong ? [9 * hour, 13 * hour] : [25 * minute, 8 * hour],
    concurrency: null,
    mayStray: part === undefined,
    stalls: false,
    place: placements[phase],
    ...part,
  };
}
