import type { Attention } from "@cruiseboard/contract";
import { toInstant } from "./instant.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/** One failed look is noise; from the third in a row on, somebody should know. */
const failuresWorthTelling = 3;

/** What about a campaign needs a supervisor, most severe first. */
export function attentionOf(campaign: TrackedCampaign): Attention[] {
  if (campaign.notFoundSince !== null)
    return [{ kind: "notFound", since: toInstant(campaign.notFoundSince) }];
  if (campaign.failingSince !== null && campaign.failures >= failuresWorthTelling)
    return [{ kind: "upstreamFailing", since: toInstant(campaign.failingSince) }];
  return [];
}
