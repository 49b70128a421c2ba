import type { CampaignKey, Freshness } from "@cruiseboard/contract";
import type { AgentStatus } from "./agent-status.ts";
import { type Alarms, noAlarms } from "./alarm.ts";
import type { Forecast } from "./forecast.ts";
import { type CampaignFacts, hasEnded, type ObservationFailure, stateOf } from "./observation.ts";
import type { PastForecast } from "./past-forecasts.ts";
import { noTrend, type Trend } from "./trend.ts";

/** Age from which a running campaign's values are stale. Four times the promised interval, to allow for failures. */
export const usualStaleAfterMs = 60_000;

/** Everything known of one watched campaign. Immutable: each observation folds into a new one. */
export interface TrackedCampaign {
  readonly key: CampaignKey;
  readonly label: string | null;
  /** Of the last answer; kept through failures. null: there was none yet. */
  readonly facts: CampaignFacts | null;
  readonly observedAt: number | null;
  /** Of the latest observation; null: it was answered. */
  readonly failure: (ObservationFailure & { readonly at: number }) | null;
  /** Failed observations in a row ("not found" included), without those while the whole upstream failed. */
  readonly failures: number;
  /** Since when every observation failed; null: the latest was answered. */
  readonly failingSince: number | null;
  readonly notFoundSince: number | null;
  /** Epoch ms of the last observation before its end; null: there was none. */
  readonly activeAt: number | null;
  /** Epoch ms of the first observation after its end; null: it has not ended, or is active again. */
  readonly endedAt: number | null;
  /** Two observations in a row agree on the end, so the values are final. */
  readonly endConfirmed: boolean;
  /** Longer than usual where the budget is not enough for all. */
  readonly staleAfterMs: number;
  readonly trend: Trend;
  readonly alarms: Alarms;
  /** As last observed; null: never, or it is switched off. */
  readonly agentStatus: AgentStatus | null;
  /** As of the latest observation; null: not running, or too little is known. */
  readonly forecast: Forecast | null;
  readonly pastForecasts: readonly PastForecast[];
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
    agentStatus: null,
    forecast: null,
    pastForecasts: [],
  };
}

/** Campaigns that are not started change less. */
const waitingFactor = 3;

export function freshnessOf(campaign: TrackedCampaign, now: number): Freshness {
  const staleAt = staleAtOf(campaign);
  if (staleAt === null) return "pending";
  return now >= staleAt ? "stale" : "live";
}

/** Epoch ms from which the values are stale; null: not observed yet. Infinity: never, after a confirmed end. */
export function staleAtOf(campaign: TrackedCampaign): number | null {
  const { facts, observedAt, staleAfterMs } = campaign;
  if (observedAt === null) return null;
  if (campaign.notFoundSince !== null) return campaign.notFoundSince;
  if (campaign.endConfirmed) return Number.POSITIVE_INFINITY;
  const isActive = stateOf(facts?.stateCode) === "running" || hasEnded(facts);
  return observedAt + staleAfterMs * (isActive ? 1 : waitingFactor);
}
