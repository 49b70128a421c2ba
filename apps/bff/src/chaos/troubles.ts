import { setTimeout as pause } from "node:timers/promises";
import type { ChaosStage } from "./chaos-stage.ts";

/** Between 0 and 1, from a seed. */
type Random = () => number;

/** What may happen to an installation. Resolves when it is over, with when a backend was killed (epoch ms), if one was. */
export interface Trouble {
  readonly name: string;
  strike(stage: ChaosStage, random: Random): Promise<{ killedAt: number } | undefined>;
}

const between = (random: Random, low: number, high: number) => low + random() * (high - low);
const someone = (stage: ChaosStage, random: Random) => Math.floor(random() * stage.backends);

/** Of a database that backends share. */
export const databaseTroubles: readonly Trouble[] = [
  {
    name: "the database is killed",
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
