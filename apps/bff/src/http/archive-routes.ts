import { archiveRuleSchema, archiveSchema } from "@cruiseboard/contract";
import type { Services } from "../services.ts";
import { ApiError } from "./api-error.ts";
import { type Route, route } from "./route.ts";
import { withKnownCampaign } from "./with-campaign.ts";

const path = "/api/v1/watch-list/archive";

/** Campaigns that ended and left the board. Adding one to the watch list brings it back. */
export function archiveRoutes(services: Services): Route[] {
  const { archive } = services;
  return [
    route({
      method: "get",
      path,
      access: "viewer",
      scope: "campaigns",
      summary: "Campaigns that left the watch list for the archive, as they were last seen",
      answer: archiveSchema,
      handler: async ({ scope }) => {
        const campaigns = (await archive.entries()).filter((campaign) => scope.maySee(campaign));
        return { campaigns: campaigns.map((campaign) => scope.mask.apply(campaign)) };
      },
    }),
    route({
      method: "delete",
      path: `${path}/:sdkAppId/:campaignId`,
      access: "manager",
      scope: "campaign",
      limit: "write",
      summary: "Deletes a campaign from the archive",
      status: 204,
      handler: withKnownCampaign(services, async (_call, { key }) => {
        if (!(await archive.remove(key))) throw new ApiError(404, "campaign_not_found");
      }),
    }),
    route({
      method: "get",
      path: `${path}-rule`,
      access: "viewer",
      scope: "none",
      summary: "When campaigns that ended leave the watch list for the archive",
      answer: archiveRuleSchema,
      handler: () => archive.rule(),
    }),
    route({
      method: "put",
      path: `${path}-rule`,
      access: "manager",
      scope: "none",
      limit: "write",
      summary: "Sets that rule for everybody; for managers without a restriction",
      body: archiveRuleSchema,
      answer: archiveRuleSchema,
      handler: async ({ body, viewer }) => {
        if (viewer.sdkAppIds !== null || viewer.agents !== null) throw new ApiError(403, "forbidden");
        await archive.setRule(body);
        return archive.rule();
      },
    }),
  ];
}
