import type { CampaignEvents, CampaignKey } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";
import { type KnownEvent, readEvent } from "../../../lib/read-answers.ts";

/** Between two looks at what happened, in milliseconds. */
const refetchInterval = 15_000;

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/events, newest first. */
export function eventsQuery(key: CampaignKey) {
  return queryOptions({
    queryKey: ["events", keyOf(key)],
    queryFn: async ({ signal }): Promise<readonly KnownEvent[]> => {
      const answer = await request(`/api/v1/campaigns/${keyOf(key)}/events`, { signal });
      const { events } = (answer ?? {}) as Partial<CampaignEvents>;
      if (!Array.isArray(events)) throw new RequestError("malformed");
      return events.map(readEvent);
    },
    refetchInterval,
  });
}
