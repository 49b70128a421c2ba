import {
  type AwayState,
  awayStates,
  type CampaignEvent,
  type CampaignEvents,
  type CampaignKey,
  eventLimits,
  type History,
  historyLimits,
  type historyQuerySchema,
} from "@cruiseboard/contract";
import type { z } from "zod";
import { toInstant, toInstantOrNull } from "../campaigns/instant.ts";
import { hasEnded, stateOf } from "../campaigns/observation.ts";
import { staleAtOf, type TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { AttentionStore, JournalKind, StoredAttention } from "../store/attention-store.ts";
import type { HistoryStore, SampleChange, TimeRange } from "../store/history-store.ts";
import type { KeptSample } from "../store/schema.ts";

/** ISO 8601 times, both included. Default: everything until now. */
export type HistoryQuery = z.output<typeof historyQuerySchema>;

export type CampaignHistory = ReturnType<typeof createCampaignHistory>;

export function createCampaignHistory(store: HistoryStore, clock: Clock) {
  const rangeOf = ({ from, to }: HistoryQuery): TimeRange => ({
    from: from === undefined ? 0 : Date.parse(from),
    to: to === undefined ? clock.now() : Date.parse(to),
  });

  return {
    async page(campaign: TrackedCampaign, query: HistoryQuery): Promise<History> {
      const range = rangeOf(query);
      const points = query.points ?? historyLimits.defaultPoints;
      const samples = await store.samples(campaign.key, range, points);
      const gaps = await store.gaps(campaign.key, range, points);
      const present = presentGap(campaign, range, clock.now());
      return {
        samples: samples.map(({ at, called, total, stateCode }) => ({
          at: toInstant(at),
          called,
          total,
          state: stateOf(stateCode),
        })),
        observedSince: toInstantOrNull(await store.observedSince(campaign.key)),
        gaps: [...gaps, ...(present ? [present] : [])].map(({ from, to }) => ({
          from: toInstant(from),
          to: toInstant(to),
        })),
      };
    },
    everySample: (key: CampaignKey, query: HistoryQuery): AsyncGenerator<KeptSample[], void, undefined> =>
      store.everySample(key, rangeOf(query)),
  };
}

function presentGap(campaign: TrackedCampaign, range: TimeRange, now: number): TimeRange | null {
  const since = presentGapSince(campaign, now);
  if (since === null) return null;
  const gap = { from: Math.max(since, range.from), to: Math.min(now, range.to) };
  return gap.from < gap.to ? gap : null;
}

export function createCampaignEvents(
  history: Pick<HistoryStore, "latestChanges" | "latestGaps">,
  attention: Pick<AttentionStore, "latest">,
  clock: Clock,
) {
  return async (campaign: TrackedCampaign): Promise<CampaignEvents> => {
    const most = eventLimits.events;
    const changes = await history.latestChanges(campaign.key, most);
    const gaps = await history.latestGaps(campaign.key, most);
    const needs = await attention.latest(campaign.key, most);
    const since = presentGapSince(campaign, clock.now());
    const events = [
      ...(since === null ? [] : [unobserved(since, null)]),
      ...changes.flatMap(changeEvents),
      ...gaps.map(({ from, to }) => unobserved(from, to)),
      ...needs.map(attentionEvent),
    ];
    // Events of one moment stay in the order of their kinds.
    const newestFirst = events.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
    return { events: newestFirst.slice(0, most) };
  };
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

function unobserved(from: number, until: number | null): CampaignEvent {
  return { kind: "unobserved", at: toInstant(from), until: toInstantOrNull(until) };
}

const isAway = (kind: JournalKind): kind is AwayState => awayStates.some((state) => state === kind);

function attentionEvent({ kind, since, until }: StoredAttention): CampaignEvent {
  const span = { at: toInstant(since), until: toInstantOrNull(until) };
  return isAway(kind)
    ? { kind: "agent", status: kind, ...span }
    : { kind: "attention", attention: kind, ...span };
}

/** Start of the gap that lasts at `now`, epoch ms; null: there is none, as after the end of the campaign. */
function presentGapSince(campaign: TrackedCampaign, now: number): number | null {
  const staleAt = staleAtOf(campaign);
  if (staleAt === null || staleAt > now || hasEnded(campaign.facts)) return null;
  return campaign.observedAt;
}
