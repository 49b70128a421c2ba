import { QueryClient } from "@tanstack/react-query";
import { boardQuery } from "../features/board/api/board-query.ts";
import { sessionQuery } from "../features/session/api/session-query.ts";
import { queryDefaults } from "../lib/activity.ts";

/** A board that is there by then is drawn at once; a later one finds its skeleton drawn. In milliseconds. */
const patience = 100;

/** Takes in what boot.ts has asked for, if that comes in time. In a portal nothing was asked. */
export async function startQueries({ inPortal }: { inPortal: boolean }): Promise<QueryClient> {
  const client = new QueryClient({ defaultOptions: { queries: queryDefaults } });
  if (inPortal) return client;
  const first = [client.prefetchQuery(sessionQuery), client.prefetchQuery(boardQuery(client))];
  await Promise.race([Promise.all(first), new Promise((resolve) => setTimeout(resolve, patience))]);
  return client;
}
