import {
  addToWatchListAnswerSchema,
  addToWatchListSchema,
  boardAnswerSchema,
  boardQuerySchema,
  callsPerMinuteSchema,
  campaignDetailSchema,
  campaignEventsSchema,
  focusSchema,
  historyQuerySchema,
  historyRangeSchema,
  historySchema,
  sessionSchema,
  watchListSchema,
} from "@cruiseboard/contract";
import { presentCampaignDetail } from "../campaigns/present-campaign.ts";
import type { Services } from "../create-services.ts";
import { answerCsv } from "./answer-csv.ts";
import { ApiError } from "./api-error.ts";
import { campaignColumns, campaignRows } from "./campaigns-csv.ts";
import { historyColumns, historyRows } from "./history-csv.ts";
import { type Route, route } from "./route.ts";
import { sessionOf } from "./session.ts";
import { campaignKeyOf, withCampaign } from "./with-campaign.ts";

/** Where the board is served; the one route that is mounted ahead of everything else. */
export const boardPath = "/api/v1/campaigns";
const campaignPattern = "/:sdkAppId/:campaignId";

/** The whole HTTP API, on one screen. */
export function createRoutes(
  services: Services,
  openApi: () => unknown,
  pageIsBuilt: () => boolean,
): Route[] {
  const { board, clock, history, poller, watchList } = services;
  return [
    route({
      method: "get",
      path: `${boardPath}${campaignPattern}`,
      access: "viewer",
      summary: "One campaign, with the caller's own data (uui)",
      answer: campaignDetailSchema,
      handler: withCampaign(services, (_call, campaign) => presentCampaignDetail(campaign, clock.now())),
    }),
    route({
      method: "post",
      path: `${boardPath}${campaignPattern}/refresh`,
      access: "viewer",
      summary: "Asks the upstream at once, within the budget; answers the fresh campaign",
      answer: campaignDetailSchema,
      handler: withCampaign(services, async (_call, campaign) =>
        presentCampaignDetail(await poller.refresh(campaign.key), clock.now()),
      ),
    }),
    route({
      method: "get",
      path: `${boardPath}${campaignPattern}/history`,
      access: "viewer",
      summary: "A campaign's past, thinned out so that first, last, extremes and changes of state stay",
      query: historyQuerySchema,
      answer: historySchema,
      handler: withCampaign(services, ({ query }, campaign) => history.page(campaign, query)),
    }),
    route({
      method: "get",
      path: `${boardPath}${campaignPattern}/history.csv`,
      access: "viewer",
      summary: "Every sample of a campaign's past",
      query: historyRangeSchema,
      contentType: "text/csv",
      handler: withCampaign(services, ({ query, response }, { key }) =>
        answerCsv(
          response,
          `cruiseboard-${key.sdkAppId}-${key.campaignId}.csv`,
          historyColumns,
          historyRows(history, key, query),
        ),
      ),
    }),
    route({
      method: "get",
      path: `${boardPath}${campaignPattern}/events`,
      access: "viewer",
      summary: "What happened to a campaign: states, totals, what needed attention, when nobody could look",
      answer: campaignEventsSchema,
      handler: withCampaign(services, (_call, campaign) => services.readEvents(campaign)),
    }),
    route({
      method: "get",
      path: `${boardPath}.csv`,
      access: "viewer",
      summary: "The board as a table",
      contentType: "text/csv",
      handler: ({ response }) =>
        answerCsv(response, "cruiseboard-campaigns.csv", campaignColumns, campaignRows(board)),
    }),
    route({
      method: "get",
      path: "/api/v1/calls-per-minute",
      access: "viewer",
      summary: "Callees called in each of the last 60 whole minutes, over all campaigns of the viewer",
      answer: callsPerMinuteSchema,
      handler: () => services.calls.lastHour(() => true),
    }),
    route({
      method: "get",
      path: "/api/v1/watch-list",
      access: "viewer",
      summary: "What is watched",
      answer: watchListSchema,
      handler: async () => ({ campaigns: await watchList.entries() }),
    }),
    route({
      method: "post",
      path: "/api/v1/watch-list",
      access: "manager",
      summary: "Adds campaigns; idempotent, durable once answered",
      body: addToWatchListSchema,
      answer: addToWatchListAnswerSchema,
      handler: ({ body }) => watchList.add(body.campaigns),
    }),
    route({
      method: "delete",
      path: `/api/v1/watch-list${campaignPattern}`,
      access: "manager",
      summary: "Stops watching a campaign",
      status: 204,
      handler: async ({ request }) => {
        if (!(await watchList.remove(campaignKeyOf(request)))) throw new ApiError(404, "campaign_not_found");
      },
    }),
    route({
      method: "put",
      path: "/api/v1/focus",
      access: "viewer",
      summary: "What this viewer's page shows; asked first until it lapses after 30 s",
      body: focusSchema,
      status: 204,
      handler: ({ viewer, body }) => {
        poller.focus(`${viewer.subject} ${body.page ?? ""}`, body.campaigns);
      },
    }),
    route({
      method: "get",
      path: "/api/v1/session",
      access: "viewer",
      summary: "Who is looking, and what is enabled here",
      answer: sessionSchema,
      handler: ({ viewer }) => sessionOf(viewer, services.config),
    }),
    route({
      method: "get",
      path: "/api/openapi.json",
      access: "anyone",
      summary: "This description",
      handler: openApi,
    }),
    route({
      method: "get",
      path: "/healthz",
      access: "anyone",
      summary: "The process is alive",
      handler: () => ({ status: "ok" }),
    }),
    route({
      method: "get",
      path: "/readyz",
      access: "anyone",
      summary: "Able to serve: configuration, database and page; the upstream's health is no part of it",
      handler: async () => {
        await watchList.check();
        if (!pageIsBuilt()) throw new ApiError(503, "internal_error", "The page has not been built");
        return { status: "ok" };
      },
    }),
  ];
}

/** For the description only: it is served by the board's own handler. */
export const boardRouteDescription = {
  method: "get",
  path: boardPath,
  summary: "The board: whole, or what changed since a cursor; 304 when nothing did",
  query: boardQuerySchema,
  answer: boardAnswerSchema,
} as const;
