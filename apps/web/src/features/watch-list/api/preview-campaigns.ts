import type { CampaignKey, PreviewAnswer, PreviewedCampaign } from "@cruiseboard/contract";
import { RequestError, request } from "../../../lib/http.ts";

/** POST /api/v1/watch-list/preview: asks the upstream, keeps nothing. Throws RequestError, or the caller's abort. */
export async function previewCampaigns(
  campaigns: readonly CampaignKey[],
  signal: AbortSignal,
): Promise<readonly PreviewedCampaign[]> {
  const answer = await request("/api/v1/watch-list/preview", { method: "POST", body: { campaigns }, signal });
  const found = (answer as Partial<PreviewAnswer> | null)?.campaigns;
  if (!Array.isArray(found)) throw new RequestError("malformed");
  return found;
}
