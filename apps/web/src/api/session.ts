import type { Session } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { request, untilAnswered } from "./http.ts";
import { readSession } from "./read-answers.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => readSession((await request("/api/v1/session", { signal })) as Session),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  ...untilAnswered(401),
});
