import type * as contract from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { keyOf } from "../domain/campaign-key.ts";
import { request, requestLists } from "./http.ts";
import { readState } from "./read-answers.ts";

const path = "/api/v1/watch-list";

/** Idempotent. */
export async function addCampaigns(
  campaigns: readonly contract.WatchListAddition[],
): Promise<contract.AddToWatchListAnswer> {
  return requestLists(path, ["refused"], { method: "POST", body: { campaigns } });
}

/** Observes, stores nothing. */
export async function previewCampaigns(campaigns: readonly contract.CampaignKey[], signal: AbortSignal) {
  const call = { method: "POST", body: { campaigns }, signal } as const;
  return (await requestLists<contract.PreviewAnswer>(`${path}/preview`, ["campaigns"], call)).campaigns;
}

/** null removes the label. */
export async function relabelCampaign(key: contract.CampaignKey, label: string | null): Promise<void> {
  await request(`${path}/${keyOf(key)}`, { method: "PATCH", body: { label } });
}

/** All or none. */
export async function removeCampaigns(
  campaigns: readonly contract.CampaignKey[],
): Promise<contract.RemoveFromWatchListAnswer> {
  return requestLists(`${path}/remove`, ["removed", "absent"], { method: "POST", body: { campaigns } });
}

function listQuery<Listed extends Pick<contract.Campaign, "state">>(name: string, refetchInterval: number) {
  type List = { readonly campaigns: readonly Listed[] };
  return queryOptions({
    queryKey: [name],
    queryFn: async ({ signal }) => {
      const { campaigns } = await requestLists<List>(`${path}/${name}`, ["campaigns"], { signal });
      return campaigns.map((campaign) => ({ ...campaign, state: readState(campaign.state) }));
    },
    refetchInterval,
  });
}

export const suggestionsQuery = listQuery<contract.Suggestion>("suggestions", 15_000);
export const archiveQuery = listQuery<contract.ArchivedCampaign>("archive", 10_000);

/** For every manager. */
export async function dismissSuggestions(campaigns: readonly contract.CampaignKey[]): Promise<null> {
  await request(`${path}/suggestions/dismiss`, { method: "POST", body: { campaigns } });
  return null;
}

export const archiveRuleQuery = queryOptions({
  queryKey: ["archive-rule"],
  queryFn: async ({ signal }) => (await request(`${path}/archive-rule`, { signal })) as contract.ArchiveRule,
});

export async function setArchiveRule(rule: contract.ArchiveRule): Promise<contract.ArchiveRule> {
  return (await request(`${path}/archive-rule`, { method: "PUT", body: rule })) as contract.ArchiveRule;
}

export async function deleteArchived(key: contract.CampaignKey): Promise<void> {
  await request(`${path}/archive/${keyOf(key)}`, { method: "DELETE" });
}
