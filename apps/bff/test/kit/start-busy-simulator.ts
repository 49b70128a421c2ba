import type { CampaignKey } from "@cruiseboard/contract";
import { type RunningSimulator, startSimulator } from "@cruiseboard/testing";
import { onTestFinished } from "vitest";

/** The upstream counts; it refuses nothing, which it would for what came to it at once on a busy machine. */
const neverRefusing = 1000;

/** Calls somebody all the time, for longer than any test lasts. */
const order = { total: 100_000, ratePerMinute: 300, startsInSeconds: 0, lastsSeconds: 36_000 };

interface BusySimulator {
  readonly simulator: RunningSimulator;
  readonly campaigns: readonly CampaignKey[];
}

/**
 * An upstream with as many `running` campaigns of one application; from 20 on they keep a budget of 20 busy. Stopped
 * when the test is over.
 */
export async function startBusySimulator(sdkAppId: number, running: number): Promise<BusySimulator> {
  const simulator = await startSimulator({ campaigns: 0, sdkAppId, requestsPerSecond: neverRefusing });
  onTestFinished(() => simulator.stop());
  const campaigns: CampaignKey[] = [];
  for (let count = 0; count < running; count += 1) {
    const { campaignId } = await simulator.control.addCampaign(order);
    campaigns.push({ sdkAppId, campaignId });
  }
  return { simulator, campaigns };
}
