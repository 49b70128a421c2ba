import type { Session } from "@cruiseboard/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { request, untilAnswered } from "./http.ts";
import { readSession } from "./read-answers.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => readSession((await request("/api/v1/session", { signal })) as Session),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  ...untilAnswered(401),
});

/** undefined: not known yet. Fetched by the sign-in gate. */
export const useSession = (): Session | undefined => useQuery({ ...sessionQuery, enabled: false }).data;

/** Whether the viewer may edit the watch list. */
export const useMayEdit = (): boolean => useSession()?.enabled.watchListEditing ?? false;
