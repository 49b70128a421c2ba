import type { AddToWatchListAnswer, WatchListAddition } from "@cruiseboard/contract";
import { request } from "../../../lib/http.ts";

/** POST /api/v1/watch-list: idempotent. Throws RequestError. */
export async function addCampaigns(campaigns: readonly WatchListAddition[]): Promise<AddToWatchListAnswer> {
  const answer = await request("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  return answer as AddToWatchListAnswer;
}
