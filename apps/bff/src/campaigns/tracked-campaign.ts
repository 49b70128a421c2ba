import type { CampaignKey, Freshness } from "@cruiseboard/contract";
import { type Alarms, noAlarms } from "./alarm.ts";
import { type CampaignFacts, hasEnded, type ObservationFailure, stateOf } from "./observation.ts";
import { noTrend, type Trend } from "./trend.ts";

/**
 * How old a running campaign's values may grow before they count as stale, where the budget is enough for all: four
 * times what the plan promises, so that a single failed observation marks nothing.
 */
export const usualStaleAfterMs = 60_000;

/** Everything known of one watched campaign. Immutable: each observation folds into a new one. */
export interface TrackedCampaign {
  readonly key: CampaignKey;
  readonly label: string | null;
  /** The last good answer; kept through failures. null: there was none yet. */
  readonly facts: CampaignFacts | null;
  /** Epoch ms of that answer. */
  readonly observedAt: number | null;
  /** Of the last look, if it failed. */
  readonly failure: (ObservationFailure & { readonly at: number }) | null;
  /** Failed looks in a row that were this campaign's own ("not found" included), not the whole upstream's. */
  readonly failures: number;
  /** Since when every look failed; null while the last one was answered. */
  readonly failingSince: number | null;
  /** Since when the upstream has said that there is no such campaign. */
  readonly notFoundSince: number | null;
  /** Epoch ms of the last look that saw it not ended; null: it was never seen so. */
  readonly activeAt: number | null;
  /** Epoch ms of the first look that saw it ended; null: it has not been, or is active again. */
  readonly endedAt: number | null;
  /** Two looks in a row saw the same end, so the values are final and nobody needs to ask again. */
  readonly endConfirmed: boolean;
  /** How old its values may grow while it runs before they are stale; longer where the budget is not enough for all. */
  readonly staleAfterMs: number;
  /** How it moves while it runs. */
  readonly trend: Trend;
  readonly alarms: Alarms;
}

export function trackCampaign(key: CampaignKey, label: string | null): TrackedCampaign {
  return {
    key,
    label,
    facts: null,
    observedAt: null,
    failure: null,
    failures: 0,
    failingSince: null,
    notFoundSince: null,
    activeAt: null,
    endedAt: null,
    endConfirmed: false,
    staleAfterMs: usualStaleAfterMs,
    trend: noTrend,
    alarms: noAlarms,
  };
}

/** What is not started changes less: its values may grow this many times as old. */
const waitingFactor = 3;

export function freshnessOf(campaign: TrackedCampaign, now: number): Freshness {
  const staleAt = staleAtOf(campaign);
  if (staleAt === null) return "pending";
  return now >= staleAt ? "stale" : "live";
}

/**
 * Epoch ms from which the campaign's values are stale; null: nothing was observed yet. Infinity: never, since nothing
 * can change after a confirmed end.
 */
export function staleAtOf(campaign: TrackedCampaign): number | null {
  const { facts, observedAt, staleAfterMs } = campaign;
  if (observedAt === null) return null;
  if (campaign.notFoundSince !== null) return campaign.notFoundSince;
  if (campaign.endConfirmed) return Number.POSITIVE_INFINITY;
  const isActive = stateOf(facts?.stateCode) === "running" || hasEnded(facts);
  return observedAt + staleAfterMs * (isActive ? 1 : waitingFactor);
}
