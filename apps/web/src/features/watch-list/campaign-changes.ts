import type { Campaign } from "@cruiseboard/contract";
import { forEachInTurn } from "../../lib/in-turn.ts";
import { addCampaigns } from "./api/add-campaigns.ts";
import { relabelCampaign } from "./api/relabel-campaign.ts";
import { removeCampaign } from "./api/remove-campaign.ts";

/** What can be asked of the server. Of several campaigns: those with which it was done, and the first failure. */
export const campaignChanges = {
  add: addCampaigns,
  remove: (campaigns: readonly Campaign[]) => forEachInTurn(campaigns, removeCampaign),
  relabel: (campaigns: readonly Campaign[], labelOf: (campaign: Campaign) => string | null) =>
    forEachInTurn(campaigns, (campaign) => relabelCampaign(campaign, labelOf(campaign))),
};
