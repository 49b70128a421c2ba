import { monitorEventLoopDelay } from "node:perf_hooks";
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
  /**
   * By how many requests any second so far exceeded the budget, apart from when simulator or connection stood still
   * themselves; 0: it was kept.
   */
  excess(): Promise<number>;
  close(): Promise<void>;
}

const keys = { secretId: "AKIDofTheChaos", secretKey: "keyOfTheChaos" };
const requestsPerSecond = 20;
/** After a pause of the simulator or of this process, ms, requests that waited look like a burst. */
const tellingPauseMs = 100;

export async function startChaosUpstream(world: DialedWorld): Promise<ChaosUpstream> {
  const connection = await createCuttableConnection();
  const url = `http://127.0.0.1:${connection.port}`;
  let simulator: RunningSimulator | null = null;
  let excess = 0;
  /** Of this process, which all requests pass through; nanoseconds. */
  const ownPauses = monitorEventLoopDelay({ resolution: 10 });
  ownPauses.enable();

  async function comeBack(): Promise<void> {
    const next = await startSimulator({ campaigns: 0, ...keys });
    for (const order of world.orders) await next.control.addCampaign(order);
    simulator = next;
    connection.leadTo(Number(new URL(next.url).port));
  }

  async function lookAtStatistics(): Promise<void> {
    if (!simulator) return;
    const stats = await simulator.control.stats();
    const pausesMs = [stats.longestPauseMs, ownPauses.max / 1e6] as const;
    if (Math.max(...pausesMs) < tellingPauseMs) {
      // What was sent within a shorter one, too, came at once.
      const counted = requestsPerSecond * (1 + (pausesMs[0] + pausesMs[1]) / 1000);
      excess = Math.max(excess, stats.highestPerSecond - Math.floor(counted));
    }
    ownPauses.reset();
    await simulator.control.resetStats();
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
    async excess() {
      await lookAtStatistics();
      return excess;
    },
    async close() {
      ownPauses.disable();
      await die();
      await connection.close();
    },
  };
}
