import { setTimeout as pause } from "node:timers/promises";
import { historySchema } from "@cruiseboard/contract";
import { until } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { ask } from "../kit/ask.ts";
import { createRandom } from "../kit/random.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { startChaosDatabase } from "./chaos-database.ts";
import { type ChaosStage, createChaosStage } from "./chaos-stage.ts";
import { type ChaosUpstream, startChaosUpstream } from "./chaos-upstream.ts";
import { type ChaosViewer, createChaosViewer } from "./chaos-viewer.ts";
import { type ChaosWriter, createChaosWriter } from "./chaos-writer.ts";
import { createDialedWorld } from "./dialed-world.ts";
import { mountSmallDisk } from "./small-disk.ts";
import { databaseDiskTroubles, databaseTroubles, diskTroubles, type Trouble, troubles } from "./troubles.ts";

/** The whole proof is long: `npm run proof -- chaos`. */
const rounds = Number(process.env["CHAOS_ROUNDS"] ?? 3);
const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 1_000_000_007);
/** Only troubles whose name holds this. */
const chosen = process.env["CHAOS_TROUBLE"] ?? "";

const campaigns = 24;
/** What was observed longer ago than this is kept, ms. */
const keptAfterMs = 10_000;
const recoversWithinMs = 15_000;
/** From the lowest rate to the whole budget, ms: a busy machine bunches requests, and the upstream refuses some. */
const unthrottledWithinMs = 60_000;
const viewersPollEveryMs = 150;
/** Between clocks that are right, ms. */
const clocksDifferByMs = 1000;
/** By a wrong clock, a moment may have been written down as one so far from it, ms. */
const writtenWithinMs = 610_000;
/** Campaigns whose whole past is held against what was shown. */
const examined = 4;

/** Where backends may keep what they know, how many there are, and what may happen to them. */
interface Installation {
  readonly name: string;
  prepare(upstream: ChaosUpstream): Promise<{ stage: ChaosStage; possible: readonly Trouble[] }>;
}

const installations: readonly Installation[] = [
  { name: "one backend with the embedded database", prepare: prepareEmbedded },
  { name: "two backends on PostgreSQL", prepare: preparePair },
];

async function prepareEmbedded(upstream: ChaosUpstream) {
  const disk = mountSmallDisk();
  const environments = [{ DATA_DIR: disk?.folder ?? temporaryFolder() }];
  const stage = createChaosStage({ upstream, environments, disk });
  return { stage, possible: disk === null ? troubles : [...troubles, ...diskTroubles] };
}

async function preparePair(upstream: ChaosUpstream) {
  const database = await startChaosDatabase(2);
  const environments = database.urls.map((url) => ({ DATABASE_URL: url }));
  const stage = createChaosStage({ upstream, environments, database });
  const ofDisk = database.disk === null ? [] : databaseDiskTroubles;
  return { stage, possible: [...troubles, ...databaseTroubles, ...ofDisk] };
}

it.each(installations)(
  `$name: nothing lost, nothing false through ${rounds} troubles (CHAOS_SEED=${seed})`,
  {
    timeout: 60_000 + rounds * 60_000,
  },
  async ({ prepare }) => {
    const world = createDialedWorld(campaigns, Date.now());
    const upstream = await startChaosUpstream(world);
    onTestFinished(() => upstream.close());
    const { stage, possible: all } = await prepare(upstream);
    const possible = all.filter(({ name }) => name.includes(chosen));
    const indexes = Array.from({ length: stage.backends }, (_, index) => index);
    for (const index of indexes) await stage.start(index);
    await stage.watch(world);
    const viewers = indexes.map((index) => createChaosViewer(world, () => stage.urlOf(index), stage));
    const writer = createChaosWriter(() => indexes.map(stage.urlOf).find((url) => url !== null) ?? null);
    onTestFinished(keepGoing(viewers, writer));
    await unrecovered(viewers, world.campaignIds, Date.now());

    const random = createRandom(seed);
    const killed: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const begun = Date.now();
      const trouble = possible[Math.floor(random() * possible.length)];
      const outcome = await trouble?.strike(stage, random);
      if (outcome) killed.push(outcome.killedAt);
      const notBack = await unrecovered(viewers, world.campaignIds, Date.now());
      if (notBack.length > 0) {
        const answered = viewers.map(({ answeredAt }) => `${Date.now() - answeredAt} ms ago`).join(", ");
        process.stderr.write(`Viewers were answered ${answered}\n${await stage.report()}\n`);
      }
      stage.clocksAreRight();
      const past = { begun, killed, wasNotWritten: trouble?.stopsWriting === true };
      const found = {
        notBack,
        falsehoods: viewers.flatMap(({ falsehoods }) => falsehoods),
        lost: await writer.lost(),
        unkept: await unkeptOf(stage, viewers, world.campaignIds.slice(0, examined), past),
        overBudget: await upstream.excess(),
      };
      const wanted = { notBack: [], falsehoods: [], lost: [], unkept: [], overBudget: 0 };
      expect({ round, trouble: trouble?.name, ...found }).toEqual({
        round,
        trouble: trouble?.name,
        ...wanted,
      });
    }
    const shown = viewers.flatMap((viewer) => world.campaignIds.map((id) => viewer.shown(id).size));
    expect(Math.min(...shown)).toBeGreaterThan(1);
  },
);

/** Viewers and a writer who never rest; answers how to stop them. */
function keepGoing(viewers: readonly ChaosViewer[], writer: ChaosWriter): () => Promise<void> {
  const stopping = new AbortController();
  const repeat = async (act: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      await act();
      await pause(viewersPollEveryMs);
    }
  };
  const polling = viewers.map((viewer) => repeat(() => viewer.poll()));
  const loops = Promise.all([...polling, repeat(() => writer.write())]);
  return async () => {
    stopping.abort();
    await loops;
  };
}

/** What is not shown live, with values of after the trouble, when all should be. */
async function unrecovered(
  viewers: readonly ChaosViewer[],
  ids: readonly number[],
  since: number,
): Promise<string[]> {
  const notBack = () =>
    viewers.flatMap((viewer) =>
      ids.flatMap((id) => {
        const { freshness, observedAt = null, failure } = viewer.campaigns.get(id) ?? {};
        const at = Date.parse(observedAt ?? "");
        const isBack = freshness === "live" && at > since && at < Date.now() + clocksDifferByMs;
        return isBack && failure === null
          ? []
          : `${id}: ${freshness}, seen ${at - since} ms after, ${failure?.code}`;
      }),
    );
  const isBack = () => notBack().length === 0;
  await until(isBack, recoversWithinMs).catch(() => undefined);
  const isSlow = () => viewers.some(({ isThrottled }) => isThrottled);
  if (!isBack() && isSlow()) {
    await until(() => !isSlow(), unthrottledWithinMs).catch(() => undefined);
    await until(isBack, recoversWithinMs).catch(() => undefined);
  }
  return notBack();
}

/** What was due to be kept and is not, once everything that could not be written had the time to be. */
async function unkeptOf(...[stage, viewers, ids, past]: Parameters<typeof missingOf>): Promise<string[]> {
  let missing = await missingOf(stage, viewers, ids, past);
  const nothingMissing = async () => {
    missing = await missingOf(stage, viewers, ids, past);
    return missing.length === 0;
  };
  if (missing.length > 0 && past.wasNotWritten)
    await until(nothingMissing, recoversWithinMs).catch(() => undefined);
  return missing;
}

interface Past {
  /** Of the trouble, epoch ms. */
  readonly begun: number;
  readonly killed: readonly number[];
  readonly wasNotWritten: boolean;
}

/** Values that were shown, that are due to be kept, and that the history does not hold. */
async function missingOf(
  stage: ChaosStage,
  viewers: readonly ChaosViewer[],
  ids: readonly number[],
  { begun, killed }: Past,
): Promise<string[]> {
  const from = begun - 2 * keptAfterMs;
  const now = Date.now();
  const mayBeLost = (at: number) =>
    at > now - keptAfterMs || killed.some((moment) => at > moment - keptAfterMs && at <= moment);
  const unkept: string[] = [];
  for (const id of ids) {
    const query = new URLSearchParams({
      points: "2000",
      from: new Date(from - writtenWithinMs).toISOString(),
      to: new Date(now + writtenWithinMs).toISOString(),
    });
    const path = `/api/v1/campaigns/1400000000/${id}/history?${query.toString()}`;
    const reply = await ask(stage.urlOf(0) ?? "", path);
    const kept = new Set(historySchema.parse(reply.json()).samples.map(({ called }) => called));
    for (const [called, at] of viewers.flatMap((viewer) => [...viewer.shown(id)]))
      if (at > from && !mayBeLost(at) && !kept.has(called))
        unkept.push(`${id}: ${called} at ${new Date(at).toISOString()}`);
  }
  return unkept;
}
