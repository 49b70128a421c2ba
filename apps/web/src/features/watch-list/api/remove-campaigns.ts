import type { CampaignKey, RemoveFromWatchListAnswer } from "@cruiseboard/contract";
import { RequestError, request } from "../../../lib/http.ts";

/** POST /api/v1/watch-list/remove: all of them or none, at most 10,000. Throws RequestError. */
export async function removeCampaigns(campaigns: readonly CampaignKey[]): Promise<RemoveFromWatchListAnswer> {
  const answer = await request("/api/v1/watch-list/remove", { method: "POST", body: { campaigns } });
  const { removed, absent } = (answer ?? {}) as Partial<RemoveFromWatchListAnswer>;
  if (!Array.isArray(removed) || !Array.isArray(absent)) throw new RequestError("malformed");
  return { removed, absent };
}
