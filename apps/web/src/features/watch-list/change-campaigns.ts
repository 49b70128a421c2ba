import type { Campaign } from "@cruiseboard/contract";
import { forEachInTurn } from "../../lib/in-turn.ts";
import { relabelCampaign } from "./api/relabel-campaign.ts";
import { removeCampaign } from "./api/remove-campaign.ts";

/** Answers those that are off the list, and the first failure. */
export function removeCampaigns(campaigns: readonly Campaign[]) {
  return forEachInTurn(campaigns, removeCampaign);
}

/** Answers those that have their label, and the first failure. */
export function relabelCampaigns(
  campaigns: readonly Campaign[],
  labelOf: (campaign: Campaign) => string | null,
) {
  return forEachInTurn(campaigns, (campaign) => relabelCampaign(campaign, labelOf(campaign)));
}

export { addCampaigns } from "./api/add-campaigns.ts";
