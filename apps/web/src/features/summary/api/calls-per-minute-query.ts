import type { CallsPerMinute } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { RequestError, request } from "../../../lib/http.ts";

const interval = 60_000; // ms

/** GET /api/v1/calls-per-minute, once a minute. */
export const callsPerMinuteQuery = queryOptions({
  queryKey: ["calls-per-minute"],
  queryFn: async ({ signal }) => {
    const answer = await request("/api/v1/calls-per-minute", { signal });
    if (!isCallsPerMinute(answer)) throw new RequestError("malformed");
    return answer.minutes;
  },
  staleTime: interval,
  refetchInterval: interval,
  refetchOnWindowFocus: true,
});

/** Enough to tell our own server's answer from a proxy's. */
function isCallsPerMinute(answer: unknown): answer is CallsPerMinute {
  return Array.isArray((answer as Partial<CallsPerMinute> | null)?.minutes);
}
