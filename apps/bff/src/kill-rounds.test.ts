import { randomInt } from "node:crypto";
import { campaignPath, watchListSchema } from "@cruiseboard/contract";
import { expect, it } from "vitest";
import { type BackendProcess, environmentOf, startBackendProcess } from "../test/kit/backend-process.ts";
import { temporaryFolder } from "../test/kit/temporary-folder.ts";

const rounds = 40;
const writers = 4;
const mostWritesBeforeTheKill = 30;
const bulk = 30;
const seed = Number(process.env["KILL_SEED"] ?? randomInt(2 ** 31));

/** What a client may count on. unsure: asked for, but killed before the answer. */
type Belief = "there" | "gone" | "unsure";

it(`keeps what it acknowledged through ${rounds} kills at any moment (KILL_SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  const random = createRandom(seed);
  const environment = await quickEnvironment();
  const beliefs = new Map<string, Belief>();
  for (let round = 1; round <= rounds; round += 1) {
    const backend = startBackendProcess(environment);
    // Now and then even the start is cut short, migrations and all.
    if (random(8) > 0) {
      await compare(backend, beliefs, round);
      await writeUntilKilled(backend, beliefs, random);
    }
    backend.kill("SIGKILL");
    await backend.exited;
  }
  await compare(startBackendProcess(environment), beliefs, rounds + 1);
  const acknowledged = [...beliefs.values()].filter((belief) => belief === "there");
  expect(acknowledged.length).toBeGreaterThan(rounds);
});

/** With what Node compiled kept between the starts, which takes half of each away. It is written at an orderly end. */
async function quickEnvironment(): Promise<Record<string, string>> {
  const environment = environmentOf({ LOG_LEVEL: "warn", NODE_COMPILE_CACHE: temporaryFolder() });
  const backend = startBackendProcess({ ...environment, DATA_DIR: temporaryFolder() });
  await backend.listening;
  backend.kill("SIGTERM");
  await backend.exited;
  return environment;
}

/** Holds the watch list against what was acknowledged; where nothing was, the list is believed. */
async function compare(backend: BackendProcess, beliefs: Map<string, Belief>, round: number): Promise<void> {
  const { campaigns } = watchListSchema.parse((await backend.ask("/api/v1/watch-list")).json());
  const listed = new Set(campaigns.map(campaignPath));
  const lost = [...beliefs].filter(([path, belief]) => belief === "there" && !listed.has(path));
  const risen = [...beliefs].filter(([path, belief]) => belief === "gone" && listed.has(path));
  const strange = [...listed].filter((path) => !beliefs.has(path));
  expect({ round, lost, risen, strange }).toEqual({ round, lost: [], risen: [], strange: [] });
  for (const path of beliefs.keys()) beliefs.set(path, listed.has(path) ? "there" : "gone");
}

/** Several writers, each one change after the other; the answer to the n-th change kills all others in flight. */
async function writeUntilKilled(
  backend: BackendProcess,
  beliefs: Map<string, Belief>,
  random: (below: number) => number,
): Promise<void> {
  let left = random(mostWritesBeforeTheKill);
  let killed = false;
  const write = async () => {
    while (!killed) {
      const done = await change(backend, beliefs, random).catch(() => false);
      left -= 1;
      if (done && left > 0) continue;
      killed = true;
      backend.kill("SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
}

/** Adds one entry or many, or removes one. True once acknowledged. */
async function change(
  backend: BackendProcess,
  beliefs: Map<string, Belief>,
  random: (below: number) => number,
): Promise<boolean> {
  const known = [...beliefs].filter(([, belief]) => belief === "there");
  const victim = random(4) === 0 ? known[random(known.length)]?.[0] : undefined;
  if (victim !== undefined) {
    beliefs.set(victim, "unsure");
    const { status } = await backend.ask(`/api/v1/watch-list/${victim}`, { method: "DELETE" });
    beliefs.set(victim, "gone");
    return status === 204;
  }
  const first = beliefs.size + 1;
  const campaigns = Array.from({ length: random(3) === 0 ? bulk : 1 }, (_, index) => ({
    sdkAppId: 1,
    campaignId: first + index,
  }));
  for (const key of campaigns) beliefs.set(campaignPath(key), "unsure");
  const { status } = await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  for (const key of campaigns) beliefs.set(campaignPath(key), "there");
  return status === 200;
}

/** A small linear congruential generator (Numerical Recipes): whole numbers from 0 and below the given one. */
function createRandom(from: number): (below: number) => number {
  let state = from >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
