import type { Session } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { RequestError, request } from "./http.ts";
import { readSession } from "./read-answers.ts";

/** GET /api/v1/session, once, and again until it is answered; 401 is an answer. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => readSession((await request("/api/v1/session", { signal })) as Session),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  retry: (_failures, error) => !(error instanceof RequestError && error.status === 401),
  retryDelay: (attempt) => Math.min(15_000, 2000 * (attempt + 1)),
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});
