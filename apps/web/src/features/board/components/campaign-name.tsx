import { Link, useSearch } from "wouter";
import { partOfCampaign } from "../../../components/ui/part-of-campaign.ts";
import { keyOf, nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";

/** Leads to the campaign. A thousand characters are cut by the layout, and there in full in the tooltip. */
export const CampaignName = partOfCampaign(["sdkAppId", "campaignId", "name", "label"], ({ campaign }) => {
  const { t } = useDisplay();
  const search = useSearch();
  const name = nameOf(campaign);
  return (
    <Link
      href={`/campaigns/${keyOf(campaign)}${search && `?${search}`}`}
      title={name ?? undefined}
      className={`block truncate font-medium hover:underline ${name === null ? "text-ink-2" : ""}`}
    >
      <bdi>{name ?? t("row.unnamed", { id: campaign.campaignId })}</bdi>
    </Link>
  );
});
