import type { BoardAnswer } from "@cruiseboard/contract";
import { type QueryClient, queryOptions, skipToken } from "@tanstack/react-query";
import { type BoardState, mergeAnswer } from "../../../lib/board.ts";
import { RequestError, requestTimed } from "../../../lib/http.ts";
import { type ContactRecord, noContact, pollDelay } from "../../../lib/polling.ts";
import { type Asked, time } from "../../../lib/time.ts";

export const boardKey = ["board"] as const;

/** What the polls write down of how they went. Not in the board's own query: edits write to that, too. */
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

/**
 * GET /api/v1/campaigns, and only what changed from the second time on. react-query never has two of the same query
 * in flight; on return to a visible tab, to the network or from a pause it asks at once.
 */
export function boardQuery(client: QueryClient) {
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
