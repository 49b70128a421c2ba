import { checkInvariants } from "./invariants.ts";
import { sendTroubles } from "./troubles.ts";
import { sendUsers } from "./users.ts";
import { createWorld, type Violation } from "./world.ts";

export interface Outcome {
  readonly seed: number;
  /** The same for the same seed, always. */
  readonly hash: string;
  /** The first of each kind. */
  readonly violations: readonly Violation[];
  /** What happened last, for whoever looks for the cause. */
  readonly trace: readonly string[];
  readonly world: string;
}

/** After all troubles everything is to come right within this, ms. */
const afterwardsMs = 90_000;
/** To stop in order, ms. */
const farewellMs = 12_000;

/** Lives through the world that a seed makes, holding it to its promises all the time. */
export async function simulate(seed: number): Promise<Outcome> {
  const world = await createWorld(seed);
  const { plan, timeline, backends, trace, database } = world;
  for (const [index, backend] of backends.entries()) timeline.at(index * 400, () => backend.start());
  const users = sendUsers(world);
  const troubles = sendTroubles(world);
  const invariants = checkInvariants(world, users);
  await timeline.runUntil(plan.worldMs);
  troubles.end();
  await timeline.runUntil(timeline.now + afterwardsMs);
  invariants.end();
  users.leave();
  for (const backend of backends) void backend.stop();
  await timeline.runUntil(timeline.now + farewellMs);
  database.close();
  return {
    seed,
    hash: trace.hash,
    violations: world.violations,
    trace: trace.latest,
    world: describe(plan),
  };
}

function describe(plan: Awaited<ReturnType<typeof createWorld>>["plan"]): string {
  const store = plan.embedded ? "embedded" : `${plan.backends} backend(s) sharing`;
  return `${store}, ${plan.requestsPerSecond}/s, ${plan.watched.length} watched, ${plan.onScreen}×${plan.viewers} on screen, ${plan.denials.length} denials, flood ${plan.flood.campaigns.length}, faults ${plan.singleFaults.toFixed(4)}, trouble every ${plan.troubleEveryMs / 1000} s, ${Math.round(plan.worldMs / 60_000)} min`;
}
