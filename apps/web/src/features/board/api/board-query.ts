import type { BoardAnswer } from "@cruiseboard/contract";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { type BoardState, mergeAnswer } from "../../../lib/board.ts";
import { RequestError, requestTimed } from "../../../lib/http.ts";
import { pollDelay } from "../../../lib/polling.ts";
import { serverClock } from "../../../lib/ticker.ts";

export const boardKey = ["board"] as const;

/**
 * GET /api/v1/campaigns, and only what changed from the second time on. react-query never has two of the same query
 * in flight; on return to a visible tab, to the network or from a pause it asks at once.
 */
export const boardQuery = queryOptions<BoardState>({
  queryKey: boardKey,
  queryFn: ({ client, signal }) => pollBoard(client, signal),
  // Identity is kept by the merge itself; comparing thousands of campaigns again would cost a frame.
  structuralSharing: false,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  refetchInterval: ({ state }) =>
    pollDelay({
      failing: state.status === "error",
      lastSuccess: state.dataUpdatedAt,
      lastFailure: state.errorUpdatedAt,
      failures: state.errorUpdateCount,
    }),
});

async function pollBoard(client: QueryClient, signal: AbortSignal): Promise<BoardState> {
  const known = client.getQueryData<BoardState>(boardKey);
  const query = known === undefined ? "" : `?since=${encodeURIComponent(known.cursor)}`;
  const { body: answer, at } = await requestTimed(`/api/v1/campaigns${query}`, { signal });
  // Read again: a refresh or a removal may have been put in meanwhile.
  const latest = client.getQueryData<BoardState>(boardKey);
  if (answer === null && latest !== undefined) return latest;
  if (!isBoardAnswer(answer)) throw new RequestError("malformed");
  serverClock.align(Date.parse(answer.serverTime), at);
  return mergeAnswer(latest, answer);
}

/** Enough to tell our own server's answer from a proxy's; the server validates the rest. */
function isBoardAnswer(answer: unknown): answer is BoardAnswer {
  const { cursor, campaigns, removed, upstream } = (answer ?? {}) as Partial<BoardAnswer>;
  return (
    typeof cursor === "string" && Array.isArray(campaigns) && Array.isArray(removed) && upstream !== undefined
  );
}
