import {
  addToWatchListAnswerSchema,
  addToWatchListSchema,
  campaignPath,
  type PreviewRequest,
  previewAnswerSchema,
  previewRequestSchema,
  relabelSchema,
  removeFromWatchListAnswerSchema,
  removeFromWatchListSchema,
  watchListEntrySchema,
  watchListSchema,
} from "@cruiseboard/contract";
import type { Scope } from "../access/scope.ts";
import type { Services } from "../services.ts";
import { addInScope } from "./add-in-scope.ts";
import { answerCsv } from "./answer-csv.ts";
import { ApiError } from "./api-error.ts";
import { answerPreview } from "./preview-route.ts";
import { type Route, route } from "./route.ts";
import { watchListColumns, watchListRows } from "./watch-list-csv.ts";
import { withCampaign } from "./with-campaign.ts";

const path = "/api/v1/watch-list";
const entryPath = `${path}/:sdkAppId/:campaignId`;

/** What is watched: reading and editing it. */
export function watchListRoutes(services: Services): Route[] {
  const { board, watchList } = services;
  const entriesIn = async (scope: Scope) =>
    (await watchList.entries()).filter((entry) => board.find(entry, scope) !== null);
  return [
    route({
      method: "get",
      path,
      access: "viewer",
      scope: "campaigns",
      summary: "What is watched",
      answer: watchListSchema,
      handler: async ({ scope }) => ({ campaigns: await entriesIn(scope) }),
    }),
    route({
      method: "get",
      path: `${path}.csv`,
      access: "viewer",
      scope: "campaigns",
      limit: "export",
      summary: "What is watched as a table: application, campaign, label",
      contentType: "text/csv",
      handler: async ({ response, scope }) =>
        answerCsv(
          response,
          "cruiseboard-watch-list.csv",
          watchListColumns,
          watchListRows(await entriesIn(scope)),
        ),
    }),
    route({
      method: "post",
      path,
      access: "manager",
      scope: "campaigns",
      limit: "write",
      summary:
        "Adds campaigns; idempotent, durable once answered. A label that is given replaces the one there",
      body: addToWatchListSchema,
      bodyLimit: "watchList",
      answer: addToWatchListAnswerSchema,
      handler: ({ body, viewer, scope }) => addInScope(services, body.campaigns, viewer, scope),
    }),
    route({
      method: "post",
      path: `${path}/preview`,
      access: "manager",
      scope: "campaigns",
      limit: "preview",
      cost: ({ campaigns }: PreviewRequest) => campaigns.length,
      summary: "Asks the upstream for campaigns without watching them, within the budget; nothing is kept",
      body: previewRequestSchema,
      bodyLimit: "medium",
      answer: previewAnswerSchema,
      handler: (call) => answerPreview(services, call),
    }),
    route({
      method: "post",
      path: `${path}/remove`,
      access: "manager",
      scope: "campaigns",
      limit: "write",
      summary:
        "Stops watching campaigns, all of them or none. What it answers as removed can be added again as it is",
      body: removeFromWatchListSchema,
      bodyLimit: "watchList",
      answer: removeFromWatchListAnswerSchema,
      changed: ({ removed }) => removed,
      handler: async ({ body, scope }) => {
        const removed = await watchList.remove(
          body.campaigns.filter((key) => board.find(key, scope) !== null),
        );
        const paths = new Set(removed.map(campaignPath));
        return { removed, absent: body.campaigns.filter((key) => !paths.has(campaignPath(key))) };
      },
    }),
    route({
      method: "patch",
      path: entryPath,
      access: "manager",
      scope: "campaign",
      limit: "write",
      summary: "Changes the label of a watched campaign, or takes it away; durable once answered",
      body: relabelSchema,
      answer: watchListEntrySchema,
      handler: withCampaign(services, async ({ body }, { key }) => {
        const entry = await watchList.relabel(key, body.label);
        if (!entry) throw new ApiError(404, "campaign_not_found");
        return entry;
      }),
    }),
    route({
      method: "delete",
      path: entryPath,
      access: "manager",
      scope: "campaign",
      limit: "write",
      summary: "Stops watching a campaign",
      status: 204,
      handler: withCampaign(services, async (_call, { key }) => {
        if ((await watchList.remove([key])).length === 0) throw new ApiError(404, "campaign_not_found");
      }),
    }),
  ];
}
