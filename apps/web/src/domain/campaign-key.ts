import type { Campaign, CampaignKey } from "@cruiseboard/contract";

/** `{sdkAppId}/{campaignId}`, as in paths and in `data-campaign`. The contract's own function would load zod. */
export function keyOf(campaign: CampaignKey): string {
  return `${campaign.sdkAppId}/${campaign.campaignId}`;
}

export function toKey({ sdkAppId, campaignId }: CampaignKey): CampaignKey {
  return { sdkAppId, campaignId };
}

/** null: not two positive safe integers. */
export function parseKey(sdkAppId: string | undefined, campaignId: string | undefined): CampaignKey | null {
  const [application, campaign] = [Number(sdkAppId), Number(campaignId)];
  const valid = [application, campaign].every((id) => Number.isSafeInteger(id) && id > 0);
  return valid ? { sdkAppId: application, campaignId: campaign } : null;
}

/** null: neither upstream nor watch list names it. */
export function nameOf(campaign: Pick<Campaign, "name" | "label">): string | null {
  return campaign.name?.trim() || campaign.label?.trim() || null;
}

/** For components: React Compiler would keep an iterator, which is used up after one rendering. */
export function listOf(campaigns: ReadonlyMap<string, Campaign>): readonly Campaign[] {
  return [...campaigns.values()];
}
