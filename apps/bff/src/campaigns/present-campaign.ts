import type { Campaign, CampaignDetail } from "@cruiseboard/contract";
import { attentionOf } from "./attention.ts";
import { callOrderOf, hasEnded, stateOf } from "./campaign-state.ts";
import { endingOf, uncalledOf } from "./ending.ts";
import { freshnessOf } from "./freshness.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";
import { requiredPaceOf } from "./pace.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/** The row that viewers see, as of `now` (epoch ms). */
export function presentCampaign(campaign: TrackedCampaign, now: number): Campaign {
  const { key, facts, failure } = campaign;
  return {
    sdkAppId: key.sdkAppId,
    campaignId: key.campaignId,
    label: campaign.label,
    name: facts?.name ?? null,
    agent: facts?.agent ?? null,
    concurrency: facts?.concurrency ?? null,
    callOrder: callOrderOf(facts?.callOrderCode),
    state: stateOf(facts?.stateCode),
    stateCode: facts?.stateCode ?? null,
    startTime: toInstantOrNull(facts?.startTime),
    endTime: toInstantOrNull(facts?.endTime),
    totalCallees: facts?.totalCallees ?? null,
    calledCallees: facts?.calledCallees ?? null,
    observedAt: toInstantOrNull(campaign.observedAt),
    freshness: freshnessOf(campaign, now),
    requestId: facts?.requestId ?? null,
    failure: failure && {
      code: failure.code,
      message: failure.message,
      requestId: failure.requestId,
      at: toInstant(failure.at),
    },
    pacePerMinute: null,
    requiredPacePerMinute: requiredPaceOf(campaign),
    eta: null,
    uncalledAtClose: hasEnded(facts) ? uncalledOf(campaign) : null,
    ending: endingOf(campaign),
    attention: attentionOf(campaign),
  };
}

export function presentCampaignDetail(campaign: TrackedCampaign, now: number): CampaignDetail {
  return { ...presentCampaign(campaign, now), uui: campaign.facts?.uui ?? null };
}
