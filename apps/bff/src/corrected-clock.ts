import type { Clock } from "./clock.ts";

/** Smaller steps of the machine's clock are followed. */
const smallStepMs = 2000;
/** More than a slow answer and the whole seconds of a `Date` explain. */
const clearlyOffMs = 10_000;
/** After a step, the machine's clock is believed if no other time was heard for this long. */
const believedAfterMs = 60_000;

export type CorrectedClock = ReturnType<typeof createCorrectedClock>;

/**
 * A clock whose wall time is right although the machine's may be wrong. It compares the machine's clock, its own time since
 * the last comparison, and the upstream's `Date`. The time is what two of them agree on; if all differ, the upstream's.
 */
export function createCorrectedClock(system: Clock) {
  /** Wall time minus monotonic time. */
  const systemOffset = () => system.now() - system.monotonic();
  let offset = systemOffset();
  /** Another machine agrees with `offset`. */
  let isConfirmed = false;
  /** When the machine's clock was stepped, if no other time was heard since, monotonic ms; else null. */
  let steppedAt: number | null = null;
  /** The machine's offset that another machine contradicted; null: none. */
  let disproved: number | null = null;

  function follow(): void {
    const theirs = systemOffset();
    if (Math.abs(theirs - offset) <= smallStepMs) return believe(theirs);
    if (disproved !== null && Math.abs(theirs - disproved) <= smallStepMs) return undefined;
    disproved = null;
    const now = system.monotonic();
    steppedAt ??= now;
    if (now - steppedAt < believedAfterMs) return undefined;
    isConfirmed = false;
    return believe(theirs);
  }

  function believe(theirs: number): void {
    offset = theirs;
    steppedAt = null;
    disproved = null;
  }

  return {
    ...system,
    /** The machine's own clock, right or wrong. */
    system,
    now(): number {
      follow();
      return Math.round(offset + system.monotonic());
    },
    /** null: no other machine agrees with the time. */
    confirmedNow(): number | null {
      follow();
      return isConfirmed ? Math.round(offset + system.monotonic()) : null;
    },
    /** Another machine's time, epoch ms, which was just received. */
    heard(time: number): void {
      follow();
      const heard = time - system.monotonic();
      const theirs = systemOffset();
      const agrees = (other: number) => Math.abs(other - heard) < clearlyOffMs;
      const isWithMachine = Math.abs(theirs - offset) <= smallStepMs;
      if (agrees(theirs)) believe(theirs);
      // The machine's clock did not move and was right before: the other one is wrong.
      else if (isWithMachine && isConfirmed) return;
      else {
        if (!agrees(offset)) offset = heard;
        steppedAt = null;
        disproved = theirs;
      }
      isConfirmed = true;
    },
  };
}
