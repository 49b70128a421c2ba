import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { problemSchema, watchListSchema } from "@cruiseboard/contract";
import { until } from "@cruiseboard/testing";
import { dataFiles } from "../../src/store/data-folder.ts";
import { ask } from "../kit/ask.ts";
import type { ChaosStage } from "./chaos-stage.ts";

/** Between 0 and 1, from a seed. */
type Random = () => number;

/** What may happen to an installation. Resolves when it is over, with when a backend was killed (epoch ms), if one was. */
export interface Trouble {
  readonly name: string;
  /** Nothing can be written while it lasts, so that what waits is written after it. */
  readonly stopsWriting?: true;
  strike(stage: ChaosStage, random: Random): Promise<{ killedAt: number } | undefined>;
}

const between = (random: Random, low: number, high: number) => low + random() * (high - low);
const someone = ({ backends }: Pick<ChaosStage, "backends">, random: Random) =>
  Math.floor(random() * backends);

/** How far off a clock is that somebody has set wrong, ms. */
const wrongByMs = 600_000;

/** Of a backend's own disk. */
export const diskTroubles: readonly Trouble[] = [
  {
    name: "the disk is full",
    stopsWriting: true,
    async strike({ disk, ...stage }, random) {
      if (disk === null) return undefined;
      shortenLog(disk.folder);
      await disk.fill();
      await expectRefusal(stage, 1);
      await pause(between(random, 500, 7000));
      await disk.free();
      await expectNothingKept(stage);
      return undefined;
    },
  },
];

/** Of the disk of a database that backends share. */
export const databaseDiskTroubles: readonly Trouble[] = [
  {
    name: "the database's disk is full",
    stopsWriting: true,
    strike: (stage, random) => fillDatabaseDisk(stage, random, false),
  },
  {
    name: "the database's disk is full, and it ends",
    stopsWriting: true,
    strike: (stage, random) => fillDatabaseDisk(stage, random, true),
  },
];

async function fillDatabaseDisk(
  { database, ...stage }: ChaosStage,
  random: Random,
  log: boolean,
): Promise<undefined> {
  await database?.fillDisk(log);
  await expectRefusal(stage, moreThanFits);
  await expectBoards(stage);
  await pause(between(random, 500, 7000));
  await database?.disk?.free();
  await database?.comeBack();
  await expectNothingKept(stage);
  return undefined;
}

/** Of a database that backends share. */
export const databaseTroubles: readonly Trouble[] = [
  {
    name: "a backend is cut off from the database",
    stopsWriting: true,
    async strike({ database, ...stage }, random) {
      const connection = database?.connections[someone(stage, random)];
      connection?.cut();
      await pause(between(random, 500, 9000));
      connection?.heal();
      return undefined;
    },
  },
  {
    name: "the database is killed",
    stopsWriting: true,
    async strike({ database }, random) {
      await database?.kill();
      await pause(between(random, 0, 4000));
      await database?.comeBack();
      return undefined;
    },
  },
];

export const troubles: readonly Trouble[] = [
  {
    name: "a backend is killed",
    async strike(stage, random) {
      const index = someone(stage, random);
      const killedAt = await stage.end(index, "SIGKILL");
      await pause(between(random, 0, 1500));
      await stage.start(index);
      return { killedAt };
    },
  },
  {
    name: "a backend is restarted",
    async strike(stage, random) {
      const index = someone(stage, random);
      await stage.end(index, "SIGTERM");
      await stage.start(index);
      return undefined;
    },
  },
  {
    name: "a backend stands still",
    async strike(stage, random) {
      const index = someone(stage, random);
      stage.pause(index);
      await pause(between(random, 500, 6000));
      stage.wake(index);
      return undefined;
    },
  },
  {
    name: "a backend's clock is set wrong and right again",
    async strike(stage, random) {
      const index = someone(stage, random);
      stage.setClock(index, random() < 0.5 ? wrongByMs : -wrongByMs);
      await pause(between(random, 500, 8000));
      stage.setClock(index, 0);
      return undefined;
    },
  },
  {
    name: "the upstream dies",
    async strike({ upstream }, random) {
      await upstream.die();
      await pause(between(random, 500, 5000));
      await upstream.comeBack();
      return undefined;
    },
  },
  {
    name: "the network is cut",
    async strike({ upstream }, random) {
      upstream.connection.cut();
      await pause(between(random, 500, 7000));
      upstream.connection.heal();
      return undefined;
    },
  },
  {
    name: "the upstream fails",
    async strike({ upstream }, random) {
      const kinds = ["http500Html", "reset", "truncated", "nonJson", "wrongType"] as const;
      for (const kind of kinds) await upstream.addFault({ kind, ratio: between(random, 0.05, 0.25) });
      await pause(between(random, 1000, 5000));
      await upstream.clearFaults();
      return undefined;
    },
  },
];

/** SQLite writes into what its log was long before; without that, the very next write needs room. */
function shortenLog(folder: string): void {
  const database = new DatabaseSync(join(folder, dataFiles("live").database), { timeout: 5000 });
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

/** So many entries of the watch list find no room in pages that are there already. */
const moreThanFits = 5000;
const firstRefused = 2_000_000;

/** There is no room: whoever adds to the watch list is told so. */
async function expectRefusal({ urlOf }: Pick<ChaosStage, "urlOf">, entries: number): Promise<void> {
  const campaigns = Array.from({ length: entries }, (_, index) => ({
    sdkAppId: 1_400_000_000,
    campaignId: firstRefused + index,
  }));
  const reply = await ask(urlOf(0) ?? "", "/api/v1/watch-list", { method: "POST", body: { campaigns } });
  const { code } = problemSchema.parse(reply.json());
  if (reply.status < 500 || code !== "storage_failed")
    throw new Error(`The disk was full, and a write was answered with ${reply.status} ${code}`);
}

/** What was refused is not there when there is room again. */
async function expectNothingKept({ urlOf }: Pick<ChaosStage, "urlOf">): Promise<void> {
  const reply = await until(async () => {
    const answer = await ask(urlOf(0) ?? "", "/api/v1/watch-list");
    return answer.status === 200 && answer;
  });
  const kept = watchListSchema.parse(reply.json()).campaigns;
  if (kept.some(({ campaignId }) => campaignId >= firstRefused))
    throw new Error("An entry of the watch list was refused, and is there");
}

async function expectBoards({ urlOf, backends }: Pick<ChaosStage, "urlOf" | "backends">): Promise<void> {
  for (let index = 0; index < backends; index += 1) {
    const { status } = await ask(urlOf(index) ?? "", "/api/v1/campaigns");
    if (status !== 200) throw new Error(`The disk was full, and a board was answered with ${status}`);
  }
}
