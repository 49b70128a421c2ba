import type { Archive, ArchiveRule, CampaignKey } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";
import { readState } from "../../../lib/read-answers.ts";

const path = "/api/v1/watch-list/archive";

/** Between two looks while the archive is open, in milliseconds: campaigns come there by themselves. */
const lookingEvery = 10_000;

/** GET /api/v1/watch-list/archive. */
export const archiveQuery = queryOptions({
  refetchInterval: lookingEvery,
  queryKey: ["archive"],
  queryFn: async ({ signal }) => {
    const { campaigns } = ((await request(path, { signal })) ?? {}) as Partial<Archive>;
    if (!Array.isArray(campaigns)) throw new RequestError("malformed");
    return campaigns.map((campaign) => ({ ...campaign, state: readState(campaign.state) }));
  },
});

/** GET /api/v1/watch-list/archive-rule */
export const archiveRuleQuery = queryOptions({
  queryKey: ["archive-rule"],
  queryFn: async ({ signal }) => (await request(`${path}-rule`, { signal })) as ArchiveRule,
});

/** PUT /api/v1/watch-list/archive-rule. Throws RequestError. */
export async function setArchiveRule(rule: ArchiveRule): Promise<ArchiveRule> {
  return (await request(`${path}-rule`, { method: "PUT", body: rule })) as ArchiveRule;
}

/** DELETE /api/v1/watch-list/archive/{sdkAppId}/{campaignId}. Throws RequestError. */
export async function deleteArchived(key: CampaignKey): Promise<void> {
  await request(`${path}/${keyOf(key)}`, { method: "DELETE" });
}
