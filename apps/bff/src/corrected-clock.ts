import type { Clock } from "./clock.ts";

/**
 * A clock whose wall time is right although the machine's may be set wrong. It compares three: the machine's clock, its
 * own time carried on from the last comparison by the steady clock, and the upstream's `Date`. What two of them agree on
 * is the time; where all differ, the upstream's.
 */
export interface CorrectedClock extends Clock {
  /** The machine's own clock, right or wrong. */
  readonly system: Clock;
  /** Another machine told its time just now (epoch ms). */
  heard(time: number): void;
  /** The time, if another machine has agreed with it; null: none has. */
  confirmedNow(): number | null;
}

/** The machine's clock is followed through slewing and small steps, ms. */
const smallStepMs = 2000;
/** A difference that neither a slow answer nor the whole seconds of a `Date` explain, ms. */
const clearlyOffMs = 10_000;
/** Where nobody else tells the time for so long after a step of the machine's clock, that clock is believed, ms. */
const believedAfterMs = 60_000;

export function createCorrectedClock(system: Clock): CorrectedClock {
  /** Wall time less steady time, ms. */
  const systemOffset = () => system.now() - system.monotonic();
  let offset = systemOffset();
  /** Another machine has agreed with `offset`. */
  let isConfirmed = false;
  /** When the machine's clock was stepped and nobody has told the time since, by the steady clock; null: it was not. */
  let steppedAt: number | null = null;
  /** The machine's offset that another machine has contradicted; null: none. */
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
    system,
    now() {
      follow();
      return Math.round(offset + system.monotonic());
    },
    confirmedNow() {
      follow();
      return isConfirmed ? Math.round(offset + system.monotonic()) : null;
    },
    heard(time) {
      follow();
      const heard = time - system.monotonic();
      const theirs = systemOffset();
      const agrees = (other: number) => Math.abs(other - heard) < clearlyOffMs;
      const isWithMachine = Math.abs(theirs - offset) <= smallStepMs;
      if (agrees(theirs)) believe(theirs);
      // The machine's clock has not moved and was right before: it is the other one that is wrong.
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
