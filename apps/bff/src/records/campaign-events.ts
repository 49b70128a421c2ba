import { type CampaignEvent, type CampaignEvents, eventLimits } from "@cruiseboard/contract";
import { stateOf } from "../campaigns/campaign-state.ts";
import { toInstant, toInstantOrNull } from "../campaigns/instant.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { AttentionStore, StoredAttention } from "../store/attention-store.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { SampleChange } from "../store/sample-changes.ts";
import type { StoredGap } from "../store/stored-sample.ts";
import { presentGapSince } from "./present-gap.ts";

/** What happened to a campaign: newest first, at most 200. */
export type ReadCampaignEvents = (campaign: TrackedCampaign) => Promise<CampaignEvents>;

export interface CampaignEventsOptions {
  readonly history: Pick<HistoryStore, "latestChanges" | "latestGaps">;
  readonly attention: Pick<AttentionStore, "latest">;
  readonly clock: Clock;
}

export function createCampaignEvents({
  history,
  attention,
  clock,
}: CampaignEventsOptions): ReadCampaignEvents {
  return async (campaign) => {
    const most = eventLimits.events;
    const changes = await history.latestChanges(campaign.key, most);
    const gaps = await history.latestGaps(campaign.key, most);
    const needs = await attention.latest(campaign.key, most);
    const events = [
      ...presentGapEvents(campaign, clock.now()),
      ...changes.flatMap(changeEvents),
      ...gaps.map(gapEvent),
      ...needs.map(attentionEvent),
    ];
    return { events: events.toSorted(byTime).slice(0, most) };
  };
}

/** Instants in one form are in order as texts. Of one moment, the order stays: kinds as above. */
function byTime(one: CampaignEvent, other: CampaignEvent): number {
  return one.at === other.at ? 0 : one.at < other.at ? 1 : -1;
}

function changeEvents(change: SampleChange): CampaignEvent[] {
  const at = toInstant(change.at);
  const events: CampaignEvent[] = [];
  if (change.isFirst || change.stateCode !== change.stateCodeBefore)
    events.push({ kind: "state", at, state: stateOf(change.stateCode), stateCode: change.stateCode });
  if (!change.isFirst && change.total !== change.totalBefore)
    events.push({ kind: "total", at, total: change.total, before: change.totalBefore });
  return events;
}

function gapEvent({ from, to }: StoredGap): CampaignEvent {
  return { kind: "unobserved", at: toInstant(from), until: toInstant(to) };
}

function attentionEvent({ kind, since, until }: StoredAttention): CampaignEvent {
  return { kind: "attention", at: toInstant(since), attention: kind, until: toInstantOrNull(until) };
}

function presentGapEvents(campaign: TrackedCampaign, now: number): CampaignEvent[] {
  const since = presentGapSince(campaign, now);
  return since === null ? [] : [{ kind: "unobserved", at: toInstant(since), until: null }];
}
