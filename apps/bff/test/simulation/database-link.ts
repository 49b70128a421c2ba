import type { Dice } from "./dice.ts";
import type { Timeline } from "./timeline.ts";

/**
 * How a backend's way to the database is. slow: each answer takes so long, ms · refused: there is no server · silent:
 * nothing is ever answered · full: it takes no writes.
 */
export type LinkState =
  | { readonly kind: "well" | "refused" | "silent" | "full" }
  | { readonly kind: "slow"; readonly ms: number };

export interface DatabaseLink {
  state: LinkState;
  /** When something lasting was last wrong with it. */
  readonly troubledAt: number;
  /** Of all operations of a link that is well, the share that fails or is late all the same. */
  readonly singleFaults: number;
  /** While it is well: after the next `skipped` operations, `count` fail one after the other. */
  failSome(skipped: number, count: number): void;
  /** What becomes of the next operation. */
  fate(timeoutMs: number): Fate;
}

/** What becomes of an operation, or of a transaction as a whole. */
export interface Fate {
  /** Until it is done in the database, and from then until whoever asked hears of it, ms; Infinity: never. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** null: it succeeds. */
  readonly fault: null | "refused" | "lostBefore" | "lostAfter";
  /** Of a transaction: at which statement the fault strikes. */
  readonly atStatement: number;
}

const well = { fault: null, atStatement: 0 } as const;

export function createDatabaseLink(timeline: Timeline, dice: Dice, singleFaults: number): DatabaseLink {
  let state: LinkState = { kind: "well" };
  let troubledAt = Number.NEGATIVE_INFINITY;
  let failing = { skipped: 0, count: 0 };

  /** Whether the next operation is one of those that are to fail. */
  function isToFail(): boolean {
    if (failing.skipped > 0) failing.skipped -= 1;
    else if (failing.count > 0) {
      failing.count -= 1;
      return true;
    }
    return false;
  }

  function single(timeoutMs: number): Fate {
    const atStatement = dice.whole(0, 4);
    const beforeMs = dice.whole(1, 30);
    const drawn = dice.random();
    if (drawn < 0.3) return { beforeMs, afterMs: 0, fault: "refused", atStatement };
    if (drawn < 0.6) return { beforeMs, afterMs: 0, fault: "lostBefore", atStatement };
    if (drawn < 0.75) return { beforeMs, afterMs: 0, fault: "lostAfter", atStatement };
    // Late, or never answered.
    const afterMs = drawn < 0.9 ? dice.between(0.1, 0.9) * timeoutMs : Number.POSITIVE_INFINITY;
    return { beforeMs, afterMs: Math.ceil(afterMs), fault: null, atStatement };
  }

  return {
    get state() {
      return state;
    },
    set state(next) {
      troubledAt = timeline.now;
      state = next;
    },
    get troubledAt() {
      return state.kind === "well" ? troubledAt : timeline.now;
    },
    singleFaults,
    failSome(skipped, count) {
      failing = { skipped, count };
    },
    fate(timeoutMs) {
      switch (state.kind) {
        case "well":
          if (isToFail())
            return { beforeMs: 1, afterMs: 0, fault: dice.pick(["refused", "lostBefore"]), atStatement: 0 };
          if (dice.chance(singleFaults)) return single(timeoutMs);
          return { beforeMs: dice.whole(1, 3), afterMs: 0, ...well };
        case "slow": {
          const ms = Math.ceil(state.ms * dice.between(0.9, 1.1));
          return { beforeMs: dice.whole(1, 3), afterMs: ms, ...well };
        }
        case "refused":
          return { beforeMs: 1, afterMs: 0, fault: "lostBefore", atStatement: 0 };
        case "full":
          return { beforeMs: 1, afterMs: 0, fault: "refused", atStatement: dice.whole(0, 3) };
        case "silent": {
          const isDone = dice.chance(0.3);
          const never = Number.POSITIVE_INFINITY;
          return { beforeMs: isDone ? 2 : never, afterMs: never, ...well };
        }
      }
    },
  };
}
