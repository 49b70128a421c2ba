import { setTimeout as pause } from "node:timers/promises";
import { ask } from "../test-kit/ask.ts";
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

/** Of a disk of its own. */
export const diskTroubles: readonly Trouble[] = [
  {
    name: "the disk is full",
    stopsWriting: true,
    async strike({ disk, urlOf }, random) {
      await disk?.fill();
      const body = { campaigns: [{ sdkAppId: 1_400_000_000, campaignId: 1 }] };
      const { status } = await ask(urlOf(0) ?? "", "/api/v1/watch-list", { method: "POST", body });
      if (status < 500) throw new Error(`The disk was full, and a write was answered with ${status}`);
      await pause(between(random, 500, 7000));
      await disk?.free();
      return undefined;
    },
  },
];

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
      await database?.start();
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
