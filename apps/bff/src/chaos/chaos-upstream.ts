import { type RunningSimulator, type SimulatorFault, startSimulator } from "@cruiseboard/testing";
import { type CuttableConnection, createCuttableConnection } from "./cuttable-connection.ts";
import type { DialedWorld } from "./dialed-world.ts";

/** The simulator behind a connection that can be cut; it may die and come back with the same world. */
export interface ChaosUpstream {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly connection: CuttableConnection;
  die(): Promise<void>;
  comeBack(): Promise<void>;
  addFault(fault: SimulatorFault): Promise<void>;
  clearFaults(): Promise<void>;
  /** The most requests that any second held beyond what the simulator's own pauses explain. */
  highestPerSecond(): Promise<number>;
  close(): Promise<void>;
}

const keys = { secretId: "AKIDofTheChaos", secretKey: "keyOfTheChaos" };
/** A pause of the simulator itself, ms, after which requests that waited look like a burst. */
const tellingPauseMs = 100;

export async function startChaosUpstream(world: DialedWorld): Promise<ChaosUpstream> {
  const connection = await createCuttableConnection();
  const url = `http://127.0.0.1:${connection.port}`;
  let simulator: RunningSimulator | null = null;
  let highest = 0;

  async function comeBack(): Promise<void> {
    const next = await startSimulator({ campaigns: 0, ...keys });
    for (const order of world.orders) await next.control.addCampaign(order);
    simulator = next;
    connection.leadTo(Number(new URL(next.url).port));
  }

  async function lookAtStatistics(): Promise<void> {
    const stats = await simulator?.control.stats();
    if (stats && stats.longestPauseMs < tellingPauseMs) highest = Math.max(highest, stats.highestPerSecond);
  }

  async function die(): Promise<void> {
    await lookAtStatistics();
    connection.leadTo(null);
    await simulator?.stop();
    simulator = null;
  }

  await comeBack();
  return {
    url,
    environment: {
      CCC_ENDPOINT: url,
      TENCENTCLOUD_SECRET_ID: keys.secretId,
      TENCENTCLOUD_SECRET_KEY: keys.secretKey,
    },
    connection,
    die,
    comeBack,
    addFault: async (fault) => simulator?.control.addFault(fault),
    clearFaults: async () => simulator?.control.clearFaults(),
    async highestPerSecond() {
      await lookAtStatistics();
      return highest;
    },
    async close() {
      await die();
      await connection.close();
    },
  };
}
