import type { AddToWatchList, AddToWatchListAnswer } from "@cruiseboard/contract";
import { request } from "../../../lib/http.ts";

/** POST /api/v1/watch-list: idempotent. Throws RequestError. */
export async function addCampaigns(campaigns: AddToWatchList["campaigns"]): Promise<AddToWatchListAnswer> {
  const answer = await request("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  return answer as AddToWatchListAnswer;
}
