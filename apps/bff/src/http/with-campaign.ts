import { type CampaignKey, campaignKeySchema } from "@cruiseboard/contract";
import type { Request } from "express";
import { z } from "zod";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Services } from "../services.ts";
import { ApiError } from "./api-error.ts";
import type { Call } from "./route.ts";
import { validate } from "./validate.ts";

const idInPath = z
  .string()
  .regex(/^\d{1,16}$/, "must be a positive whole number")
  .transform(Number);
const keyInPath = z.object({ sdkAppId: idInPath, campaignId: idInPath }).pipe(campaignKeySchema);

/** The campaign that the path names. Throws 400 if those are no ids. */
export function campaignKeyOf(request: Request): CampaignKey {
  return validate(keyInPath, request.params);
}

/** Looks the path's campaign up once, for handlers that are about one; out of scope is answered as not watched. */
export function withCampaign<Body, Query>(
  services: Pick<Services, "board">,
  handler: (call: Call<Body, Query>, campaign: TrackedCampaign) => unknown,
): (call: Call<Body, Query>) => unknown {
  return (call) => {
    const campaign = services.board.find(campaignKeyOf(call.request), call.scope);
    if (!campaign) throw new ApiError(404, "campaign_not_found");
    return handler(call, campaign);
  };
}

/**
 * The same for what may be read of a campaign in the archive, too, as it was last seen. Scope is decided from memory:
 * rows are read only of what is in it, since the time of a read would tell what is there.
 */
export function withKnownCampaign<Body, Query>(
  { board, archive }: Pick<Services, "board" | "archive">,
  handler: (call: Call<Body, Query>, campaign: TrackedCampaign) => unknown,
): (call: Call<Body, Query>) => unknown {
  return async (call) => {
    const key = campaignKeyOf(call.request);
    const { sdkAppId } = key;
    const { scope } = call;
    const maySee = (agent: string | null) => scope.maySee({ sdkAppId, agent });
    const watched = board.find(key, scope);
    if (watched) return handler(call, watched);
    const archived = maySee(null) || maySee(await archive.agentOf(key)) ? await archive.find(key) : null;
    if (!archived || !maySee(archived.facts?.agent ?? null)) throw new ApiError(404, "campaign_not_found");
    return handler(call, archived);
  };
}
