import type { SimulatedBackend } from "./simulated-backend.ts";
import type { World } from "./world.ts";

/** Which backend leads, as the database has it; looked at often. */
export interface Leadership {
  /** null: none that is alive, or nobody knows. */
  readonly leader: SimulatedBackend | null;
  /** Since when it has led without a break of its renewals, ms; Infinity: nobody leads. */
  readonly since: number;
  /** When `name` led last; for what it may still be about. */
  lastLed(name: string): number;
  look(): void;
}

/** Renewed once a second; later than this, ms, its holder may have lost it. */
const renewedWithinMs = 4500;

export function watchLeadership({ plan, backends, database, timeline, trace }: World): Leadership {
  const lastLed = new Map<string, number>();
  const read = plan.embedded ? null : database.raw.prepare("select holder, term, beat from leases");
  let leader: SimulatedBackend | null = null;
  let since = Number.POSITIVE_INFINITY;
  let seen = { term: -1, beat: -1, at: Number.NEGATIVE_INFINITY };

  function lookAtLease(): SimulatedBackend | null {
    if (read === null) return backends.find(({ services }) => services !== null) ?? null;
    const row = read.get();
    if (row === undefined || row["holder"] === null) return null;
    const [term, beat] = [Number(row["term"]), Number(row["beat"])];
    if (term !== seen.term || beat !== seen.beat) {
      if (term !== seen.term) since = timeline.now;
      seen = { term, beat, at: timeline.now };
    }
    if (timeline.now - seen.at > renewedWithinMs) return null;
    return backends.find(({ identity }) => identity === row["holder"]) ?? null;
  }

  return {
    get leader() {
      return leader;
    },
    get since() {
      return leader?.services == null ? Number.POSITIVE_INFINITY : Math.max(since, leader.undisturbedSince);
    },
    lastLed: (name) => lastLed.get(name) ?? Number.NEGATIVE_INFINITY,
    look() {
      const before = leader;
      leader = lookAtLease();
      if (leader !== null) lastLed.set(leader.name, timeline.now);
      if (leader === before) return;
      since = leader === null ? Number.POSITIVE_INFINITY : timeline.now;
      trace.tell(leader === null ? "nobody leads" : `${leader.name} leads`);
    },
  };
}
