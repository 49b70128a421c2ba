import type { BoardAnswer, Campaign, CampaignKey } from "@cruiseboard/contract";
import { type QueryClient, queryOptions, skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isVisible, setPaused, useActive, usePaused } from "../domain/activity.ts";
import { type Asked, time, useTicking } from "../i18n/time.ts";
import { type BoardState, mergeAnswer, withCampaign, withLabels, withoutCampaigns } from "./board.ts";
import { RequestError, requestTimed } from "./http.ts";
import { type Contact, type ContactRecord, contactOf, noContact, pollDelay } from "./polling.ts";

export interface Board {
  /** undefined: nothing has been loaded yet. */
  readonly state: BoardState | undefined;
  readonly contact: Contact;
  readonly error: Error | null;
  /** While polls fail: when the server last confirmed what is shown, epoch milliseconds in its time; 0: never. */
  readonly confirmedAt: number;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
  readonly pollNow: () => void;
  readonly put: (campaign: Campaign) => void;
  readonly drop: (keys: readonly CampaignKey[]) => void;
  /** Shows labels by campaign until the server tells otherwise; null: none. */
  readonly label: (labels: ReadonlyMap<string, string | null>) => void;
}

/** The one place that polls; everything else gets what it shows passed down. */
export function useBoard(): Board {
  const paused = usePaused();
  const client = useQueryClient();
  const { data } = useQuery(boardQuery(client));
  const { data: contact = shownContact(noContact) } = useQuery({ ...contactQuery, select: shownContact });

  const change = (fold: (state: BoardState) => BoardState) =>
    client.setQueryData<BoardState>(boardKey, (before) => before && fold(before));
  const pollNow = () => {
    // An edit may end in a hidden tab, which polls when it is shown again.
    if (isVisible()) void client.refetchQueries({ queryKey: boardKey }, { cancelRefetch: false });
  };
  useWaking(pollNow);
  return {
    state: data,
    ...contact,
    paused,
    setPaused,
    pollNow,
    put: (campaign) => void change((before) => withCampaign(before, campaign)),
    drop: (keys) => void change((before) => withoutCampaigns(before, keys)),
    label: (labels) => void change((before) => withLabels(before, labels)),
  };
}

/** Does not change with a successful poll, so that a 304 renders nothing. */
function shownContact(record: ContactRecord): Pick<Board, "contact" | "error" | "confirmedAt"> {
  const { failures, confirmedAt, error } = record;
  return { contact: contactOf(record), error, confirmedAt: failures === 0 ? 0 : confirmedAt };
}

/** After a sleep nobody knows how old the board is: it is asked for at once. */
function useWaking(pollNow: () => void): void {
  const doubtful = useTicking(() => time.isDoubtful());
  const active = useActive();
  useEffect(() => {
    if (doubtful && active) pollNow();
  }, [doubtful, active, pollNow]);
}

export const boardKey = ["board"] as const;

/** What the polls write down of how they went. Not in the board's own query: edits write to that, too. */
const contactQuery = queryOptions<ContactRecord>({
  queryKey: ["contact"],
  queryFn: skipToken,
  initialData: noContact,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

export function contactRecord(client: QueryClient): ContactRecord {
  return client.getQueryData<ContactRecord>(contactQuery.queryKey) ?? noContact;
}

/**
 * GET /api/v1/campaigns, and only what changed from the second time on. react-query never has two of the same query
 * in flight; on return to a visible tab, to the network or from a pause it asks at once.
 */
function boardQuery(client: QueryClient) {
  return queryOptions<BoardState>({
    queryKey: boardKey,
    queryFn: ({ signal }) => pollBoard(client, signal),
    // Identity is kept by the merge itself; comparing thousands of campaigns again would cost a frame.
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    refetchInterval: () => pollDelay(contactRecord(client)),
  });
}

async function pollBoard(client: QueryClient, signal: AbortSignal): Promise<BoardState> {
  const known = client.getQueryData<BoardState>(boardKey);
  try {
    // An answer without a body tells no time, which has to be known anew after a sleep.
    const query =
      known === undefined || time.isDoubtful() ? "" : `?since=${encodeURIComponent(known.cursor)}`;
    const { body, asked } = await requestTimed(`/api/v1/campaigns${query}`, { signal });
    // Read again: a refresh or a removal may have been put in meanwhile.
    const latest = client.getQueryData<BoardState>(boardKey);
    const board = body === null && latest !== undefined ? latest : takeIn(latest, body, asked, known);
    const confirmedAt = time.now() - (time.monotonic() - asked.answeredAt);
    record(client, (before) => ({ ...before, confirmedAt, failures: 0 }));
    return board;
  } catch (error) {
    if (!signal.aborted && error instanceof Error)
      record(client, ({ confirmedAt, failures }) => ({
        confirmedAt,
        failedAt: time.now(),
        failures: failures + 1,
        error,
      }));
    throw error;
  }
}

function takeIn(
  latest: BoardState | undefined,
  answer: unknown,
  asked: Asked,
  known: BoardState | undefined,
): BoardState {
  if (!isBoardAnswer(answer)) throw new RequestError("malformed");
  time.align(Date.parse(answer.serverTime), asked);
  return mergeAnswer(latest, answer, known);
}

function record(client: QueryClient, change: (before: ContactRecord) => ContactRecord): void {
  client.setQueryData<ContactRecord>(contactQuery.queryKey, (before = noContact) => change(before));
}

/** Enough to tell our own server's answer from a proxy's; the server validates the rest. */
function isBoardAnswer(answer: unknown): answer is BoardAnswer {
  const { cursor, campaigns, removed, upstream } = (answer ?? {}) as Partial<BoardAnswer>;
  return (
    typeof cursor === "string" && Array.isArray(campaigns) && Array.isArray(removed) && upstream !== undefined
  );
}
