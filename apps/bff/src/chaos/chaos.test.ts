import { setTimeout as pause } from "node:timers/promises";
import { historySchema } from "@cruiseboard/contract";
import { until } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { createRandom } from "../../simulation/random.ts";
import { ask } from "../test-kit/ask.ts";
import { temporaryFolder } from "../test-kit/temporary-folder.ts";
import { type ChaosStage, createChaosStage } from "./chaos-stage.ts";
import { startChaosUpstream } from "./chaos-upstream.ts";
import { type ChaosViewer, createChaosViewer } from "./chaos-viewer.ts";
import { type ChaosWriter, createChaosWriter } from "./chaos-writer.ts";
import { createDialedWorld } from "./dialed-world.ts";
import { troubles } from "./troubles.ts";

/** The whole proof is long: `npm run proof -- chaos`. */
const rounds = Number(process.env["CHAOS_ROUNDS"] ?? 5);
const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 1_000_000_007);

const campaigns = 24;
/** What was observed longer ago than this is kept, ms. */
const keptAfterMs = 10_000;
const recoversWithinMs = 15_000;
const requestsPerSecond = 20;
const viewersPollEveryMs = 150;
/** Campaigns whose whole past is held against what was shown. */
const examined = 4;

it(`loses nothing and shows nothing false through ${rounds} troubles (CHAOS_SEED=${seed})`, {
  timeout: 60_000 + rounds * 60_000,
}, async () => {
  const world = createDialedWorld(campaigns, Date.now());
  const upstream = await startChaosUpstream(world);
  onTestFinished(() => upstream.close());
  const stage = createChaosStage(upstream, 1, { DATA_DIR: temporaryFolder() });
  await stage.start(0);
  await stage.watch(world);
  const viewer = createChaosViewer(world, () => stage.urlOf(0));
  const writer = createChaosWriter(() => stage.urlOf(0));
  const stop = keepGoing(viewer, writer);
  onTestFinished(stop);
  await recovered(viewer, world.campaignIds, Date.now());

  const random = createRandom(seed);
  const killed: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const begun = Date.now();
    const trouble = troubles[Math.floor(random() * troubles.length)] ?? troubles[0];
    const outcome = await trouble?.strike(stage, random);
    if (outcome) killed.push(outcome.killedAt);
    const after = await recovered(viewer, world.campaignIds, Date.now());
    const unkept = await unkeptOf(stage, viewer, world.campaignIds.slice(0, examined), { begun, killed });
    expect({
      round,
      trouble: trouble?.name,
      recovered: after,
      falsehoods: viewer.falsehoods,
      lost: await writer.lost(),
      unkept,
      overBudget: (await upstream.highestPerSecond()) > requestsPerSecond,
    }).toEqual({
      round,
      trouble: trouble?.name,
      recovered: true,
      falsehoods: [],
      lost: [],
      unkept: [],
      overBudget: false,
    });
  }
  const shown = world.campaignIds.map((id) => viewer.shown(id).size);
  expect(Math.min(...shown)).toBeGreaterThan(1);
});

/** A viewer and a writer who never rest; answers how to stop them. */
function keepGoing(viewer: ChaosViewer, writer: ChaosWriter): () => Promise<void> {
  const stopping = new AbortController();
  const repeat = async (act: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      await act();
      await pause(viewersPollEveryMs);
    }
  };
  const loops = Promise.all([repeat(() => viewer.poll()), repeat(() => writer.write())]);
  return async () => {
    stopping.abort();
    await loops;
  };
}

/** Whether every campaign is shown live, with values of after the trouble, in time. */
async function recovered(viewer: ChaosViewer, ids: readonly number[], since: number): Promise<boolean> {
  const isBack = (id: number) => {
    const { freshness, observedAt, failure } = viewer.campaigns.get(id) ?? {};
    return freshness === "live" && failure === null && Date.parse(observedAt ?? "") > since;
  };
  return until(() => ids.every(isBack), recoversWithinMs).catch(() => false);
}

/** Values that were shown, that were due to be kept, and that the history does not hold. */
async function unkeptOf(
  stage: ChaosStage,
  viewer: ChaosViewer,
  ids: readonly number[],
  { begun, killed }: { begun: number; killed: readonly number[] },
): Promise<string[]> {
  const from = begun - 2 * keptAfterMs;
  const now = Date.now();
  const mayBeLost = (at: number) =>
    at > now - keptAfterMs || killed.some((moment) => at > moment - keptAfterMs && at <= moment);
  const unkept: string[] = [];
  for (const id of ids) {
    const path = `/api/v1/campaigns/1400000000/${id}/history?points=2000&from=${new Date(from).toISOString()}`;
    const reply = await ask(stage.urlOf(0) ?? "", path);
    const kept = new Set(historySchema.parse(reply.json()).samples.map(({ called }) => called));
    for (const [called, at] of viewer.shown(id))
      if (at > from && !mayBeLost(at) && !kept.has(called))
        unkept.push(`${id}: ${called} at ${new Date(at).toISOString()}`);
  }
  return unkept;
}
