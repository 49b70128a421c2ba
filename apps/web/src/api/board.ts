import type { BoardAnswer, Campaign, CampaignKey, Upstream } from "@cruiseboard/contract";
import { type QueryClient, queryOptions, skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { isVisible, setPaused, useActive, usePaused } from "../domain/activity.ts";
import { type Campaigns, keyOf } from "../domain/campaign-key.ts";
import { time, useTicking } from "../i18n/time.ts";
import { RequestError, requestTimed } from "./http.ts";
import { readCampaign, readUpstream } from "./read-answers.ts";

const pollIntervalMs = 2000;
const maxPollIntervalMs = 15_000;
/** A shorter outage is shown in the header only. */
const shortOutageMs = 5000;

/** A campaign that did not change keeps its object. */
export interface BoardState {
  readonly cursor: string;
  readonly campaigns: Campaigns;
  readonly upstream: Upstream;
  /** Identifies the build that the server serves; null: unknown. */
  readonly build: string | null;
}

export type Board = Readonly<ReturnType<typeof useBoard>>;

/** The only subscription to the board; components get what they show as props. */
export function useBoard() {
  const paused = usePaused();
  const client = useQueryClient();
  const { data } = useQuery(boardQuery(client));
  const { data: contact = visibleContact(noContact) } = useQuery({ ...contactQuery, select: visibleContact });
  const pollNow = () => {
    // An edit may end in a hidden tab, which polls when it is shown again.
    if (isVisible()) void client.refetchQueries({ queryKey: boardKey });
  };
  const isUncertain = useTicking(() => time.isUncertain());
  const active = useActive();
  const pollAfterSleep = useEffectEvent(pollNow);
  useEffect(() => {
    if (isUncertain && active) pollAfterSleep();
  }, [isUncertain, active]);
  return {
    /** undefined: not loaded yet. */
    state: data,
    ...contact,
    paused,
    setPaused,
    pollNow,
    put: (campaign: Campaign): void =>
      void client.setQueryData<BoardState>(boardKey, (before) => before && withCampaign(before, campaign)),
  };
}

const boardKey = ["board"] as const;

/** GET /api/v1/campaigns, from the second time on with `since`. */
export function boardQuery(client: QueryClient) {
  return queryOptions<BoardState>({
    queryKey: boardKey,
    queryFn: ({ signal }) => pollBoard(client, signal),
    // mergeAnswer keeps identities; comparing thousands of campaigns again would cost a frame.
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    refetchInterval: () => pollDelay(contactRecord(client)),
  });
}

async function pollBoard(client: QueryClient, signal: AbortSignal): Promise<BoardState> {
  const before = client.getQueryData<BoardState>(boardKey);
  try {
    // After a sleep the time has to be set again, and a 304 has no serverTime.
    const since = before && !time.isUncertain() ? `?since=${encodeURIComponent(before.cursor)}` : "";
    const { body, timing } = await requestTimed(`/api/v1/campaigns${since}`, { signal });
    let board = client.getQueryData<BoardState>(boardKey);
    if (body !== null || board === undefined) {
      if (!isBoardAnswer(body)) throw new RequestError("malformed");
      time.align(Date.parse(body.serverTime), timing);
      // An answer that does not know of a refresh is dropped. The next poll repeats it.
      if (board === undefined || board === before) board = mergeAnswer(board, body);
    }
    const confirmedAt = time.now() - (time.monotonic() - timing.answeredAt);
    record(client, { confirmedAt, failures: 0 });
    return board;
  } catch (error) {
    if (!signal.aborted && error instanceof Error)
      record(client, { failedAt: time.now(), failures: contactRecord(client).failures + 1, error });
    throw error;
  }
}

/** Distinguishes the server's answer from a proxy's. */
function isBoardAnswer(answer: unknown): answer is BoardAnswer {
  const { cursor, campaigns, removed, upstream } = (answer ?? {}) as Partial<BoardAnswer>;
  return (
    typeof cursor === "string" && Array.isArray(campaigns) && Array.isArray(removed) && upstream !== undefined
  );
}

/** A full answer replaces the state, a delta changes and removes by id. */
export function mergeAnswer(previous: BoardState | undefined, answer: BoardAnswer): BoardState {
  const before: Campaigns = previous?.campaigns ?? new Map();
  const fresh = answer.campaigns.map(readCampaign);
  const upstream = readUpstream(answer.upstream);
  return {
    cursor: answer.cursor,
    campaigns: answer.full ? replaceAll(before, fresh) : applyDelta(before, fresh, answer.removed),
    upstream: previous && same(previous.upstream, upstream) ? previous.upstream : upstream,
    build: answer.build ?? previous?.build ?? null,
  };
}

function replaceAll(before: Campaigns, fresh: readonly Campaign[]): Campaigns {
  return new Map(
    fresh.map((campaign) => {
      const known = before.get(keyOf(campaign));
      return [keyOf(campaign), known && same(known, campaign) ? known : campaign];
    }),
  );
}

function applyDelta(
  before: Campaigns,
  fresh: readonly Campaign[],
  removed: readonly CampaignKey[],
): Campaigns {
  if (fresh.length === 0 && removed.length === 0) return before;
  const next = new Map(before);
  for (const campaign of fresh) next.set(keyOf(campaign), campaign);
  for (const key of removed) next.delete(keyOf(key));
  return next;
}

/** Both come from the same serializer, so that the order of fields agrees. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A refreshed campaign, unless a poll has brought a later observation or the campaign is gone. */
export function withCampaign(state: BoardState, campaign: Campaign): BoardState {
  const known = state.campaigns.get(keyOf(campaign));
  if (known === undefined || (known.observedAt ?? "") > (campaign.observedAt ?? "")) return state;
  return { ...state, campaigns: new Map(state.campaigns).set(keyOf(campaign), campaign) };
}

/** Results of the polls. Not the board query's own state, which a refresh changes too. Server time, epoch milliseconds. */
export interface ContactRecord {
  /** Last successful and last failed poll; 0: never. */
  readonly confirmedAt: number;
  readonly failedAt: number;
  readonly failures: number;
  readonly error: Error | null;
}

export const noContact: ContactRecord = { confirmedAt: 0, failedAt: 0, failures: 0, error: null };

export const contactQuery = queryOptions<ContactRecord>({
  queryKey: ["contact"],
  queryFn: skipToken,
  initialData: noContact,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

export function contactRecord(client: QueryClient): ContactRecord {
  return client.getQueryData<ContactRecord>(contactQuery.queryKey) ?? noContact;
}

function record(client: QueryClient, result: Partial<ContactRecord>): void {
  client.setQueryData<ContactRecord>(contactQuery.queryKey, { ...contactRecord(client), ...result });
}

/** Does not change with a successful poll, so that a 304 renders nothing. `confirmedAt`: while polls fail; 0: never. */
function visibleContact(record: ContactRecord) {
  const { failures, confirmedAt, error } = record;
  return { contact: contactOf(record), error, confirmedAt: failures === 0 ? 0 : confirmedAt };
}

/** Milliseconds; grows with the length of an outage. */
export function pollDelay({ confirmedAt, failedAt, failures }: ContactRecord): number {
  if (failures === 0) return pollIntervalMs;
  const pause = confirmedAt === 0 ? failures * pollIntervalMs : (failedAt - confirmedAt) / 2;
  return Math.round(Math.min(maxPollIntervalMs, Math.max(pollIntervalMs, pause)));
}

/** lost: retrying for so long that the board counts as stale. */
export type Contact = "connecting" | "live" | "retrying" | "lost";

export function contactOf({ confirmedAt, failedAt, failures }: ContactRecord): Contact {
  if (failures === 0) return confirmedAt === 0 ? "connecting" : "live";
  return failedAt - confirmedAt > shortOutageMs ? "lost" : "retrying";
}
