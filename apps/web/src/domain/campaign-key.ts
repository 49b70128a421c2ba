import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import type { Translate } from "../i18n/messages.ts";

/** `{sdkAppId}/{campaignId}`, as in paths and in `data-campaign`. The contract's own function would load zod. */
export const keyOf = (campaign: CampaignKey): string => `${campaign.sdkAppId}/${campaign.campaignId}`;

export const toKey = ({ sdkAppId, campaignId }: CampaignKey): CampaignKey => ({ sdkAppId, campaignId });

/** null: not two positive safe integers. */
export function parseKey(sdkAppId: string | undefined, campaignId: string | undefined): CampaignKey | null {
  const [application, campaign] = [Number(sdkAppId), Number(campaignId)];
  const valid = [application, campaign].every((id) => Number.isSafeInteger(id) && id > 0);
  return valid ? { sdkAppId: application, campaignId: campaign } : null;
}

/** null: neither upstream nor watch list names it. */
export const nameOf = (campaign: Pick<Campaign, "name" | "label">): string | null =>
  campaign.name?.trim() || campaign.label?.trim() || null;

export type Campaigns = ReadonlyMap<string, Campaign>;

/** For components: React Compiler would keep an iterator, which is used up after one rendering. */
export function listOf(campaigns: Campaigns | undefined): readonly Campaign[] {
  return [...(campaigns?.values() ?? [])];
}

/** For screens: what is not named is called by its id. */
export function titleOf(t: Translate, campaign: CampaignKey & Pick<Campaign, "name" | "label">): string {
  return nameOf(campaign) ?? t("row.unnamed", { id: campaign.campaignId });
}
