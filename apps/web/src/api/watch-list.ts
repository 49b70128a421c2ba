import type {
  AddToWatchListAnswer,
  Archive,
  ArchiveRule,
  CampaignKey,
  PreviewAnswer,
  PreviewedCampaign,
  RemoveFromWatchListAnswer,
  WatchListAddition,
} from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { keyOf } from "../domain/campaign-key.ts";
import { RequestError, request } from "./http.ts";
import { readState } from "./read-answers.ts";

/** POST /api/v1/watch-list; idempotent. Throws RequestError. */
export async function addCampaigns(campaigns: readonly WatchListAddition[]): Promise<AddToWatchListAnswer> {
  const answer = await request("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  return answer as AddToWatchListAnswer;
}

/** POST /api/v1/watch-list/preview: observes, stores nothing. Throws RequestError, or the caller's abort. */
export async function previewCampaigns(
  campaigns: readonly CampaignKey[],
  signal: AbortSignal,
): Promise<readonly PreviewedCampaign[]> {
  const answer = await request("/api/v1/watch-list/preview", { method: "POST", body: { campaigns }, signal });
  const found = (answer as Partial<PreviewAnswer> | null)?.campaigns;
  if (!Array.isArray(found)) throw new RequestError("malformed");
  return found;
}

/** PATCH /api/v1/watch-list/{sdkAppId}/{campaignId}; null removes the label. Throws RequestError. */
export async function relabelCampaign(key: CampaignKey, label: string | null): Promise<void> {
  await request(`/api/v1/watch-list/${keyOf(key)}`, { method: "PATCH", body: { label } });
}

/** POST /api/v1/watch-list/remove: all or none, at most 10,000. Throws RequestError. */
export async function removeCampaigns(campaigns: readonly CampaignKey[]): Promise<RemoveFromWatchListAnswer> {
  const answer = await request("/api/v1/watch-list/remove", { method: "POST", body: { campaigns } });
  const { removed, absent } = (answer ?? {}) as Partial<RemoveFromWatchListAnswer>;
  if (!Array.isArray(removed) || !Array.isArray(absent)) throw new RequestError("malformed");
  return { removed, absent };
}

const archivePath = "/api/v1/watch-list/archive";

/** GET /api/v1/watch-list/archive. */
export const archiveQuery = queryOptions({
  queryKey: ["archive"],
  queryFn: async ({ signal }) => {
    const { campaigns } = ((await request(archivePath, { signal })) ?? {}) as Partial<Archive>;
    if (!Array.isArray(campaigns)) throw new RequestError("malformed");
    return campaigns.map((campaign) => ({ ...campaign, state: readState(campaign.state) }));
  },
  refetchInterval: 10_000,
});

/** GET /api/v1/watch-list/archive-rule */
export const archiveRuleQuery = queryOptions({
  queryKey: ["archive-rule"],
  queryFn: async ({ signal }) => (await request(`${archivePath}-rule`, { signal })) as ArchiveRule,
});

/** PUT /api/v1/watch-list/archive-rule. Throws RequestError. */
export async function setArchiveRule(rule: ArchiveRule): Promise<ArchiveRule> {
  return (await request(`${archivePath}-rule`, { method: "PUT", body: rule })) as ArchiveRule;
}

/** DELETE /api/v1/watch-list/archive/{sdkAppId}/{campaignId}. Throws RequestError. */
export async function deleteArchived(key: CampaignKey): Promise<void> {
  await request(`${archivePath}/${keyOf(key)}`, { method: "DELETE" });
}
