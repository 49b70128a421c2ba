import {
  type CampaignKey,
  campaignPath,
  type PreviewAnswer,
  type PreviewedCampaign,
  type PreviewRequest,
} from "@cruiseboard/contract";
import type { Services } from "../services.ts";
import { refusalInScope } from "./refusal-in-scope.ts";
import type { Call } from "./route.ts";

/** Asks for each campaign once, all at the same time; the poller lets them pass one by one. */
export async function answerPreview(
  { board, watchList, preview }: Pick<Services, "board" | "watchList" | "preview">,
  { body, viewer, scope, response }: Call<PreviewRequest>,
): Promise<PreviewAnswer> {
  const asker = new AbortController();
  response.once("close", () => asker.abort());

  async function previewOf(key: CampaignKey): Promise<PreviewedCampaign> {
    const code =
      refusalInScope(board, key, viewer, scope) ??
      (watchList.mayBeWatched(key) ? null : "application_not_allowed");
    if (code !== null) return { ...key, watched: false, outcome: "refused", code };
    const previewed = await preview(key, viewer.subject, asker.signal);
    return scope.mask.apply(previewed);
  }

  const distinct = new Map(body.campaigns.map((key) => [campaignPath(key), key]));
  return { campaigns: await Promise.all([...distinct.values()].map(previewOf)) };
}
