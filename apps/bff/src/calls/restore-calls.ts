import { callsPerMinuteLimits, campaignPath } from "@cruiseboard/contract";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { CallCounter } from "./calls-per-minute.ts";
import { minuteMs } from "./minute-counters.ts";

export interface RestoreCallsOptions {
  readonly counter: Pick<CallCounter, "restore">;
  readonly store: Pick<HistoryStore, "recentSamples">;
  readonly clock: Pick<Clock, "now">;
  /** As an earlier process knew them. */
  readonly campaigns: readonly TrackedCampaign[];
}

/** Counts what earlier processes saw within the last hour. */
export async function restoreCalls({ counter, store, clock, campaigns }: RestoreCallsOptions): Promise<void> {
  const samples = await store.recentSamples(clock.now() - (callsPerMinuteLimits.minutes + 1) * minuteMs);
  for (const campaign of campaigns) counter.restore(campaign, samples.get(campaignPath(campaign.key)) ?? []);
}
