import * as api from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { mayReadMetrics } from "../access/local-requests.ts";
import { sameAccount } from "../campaigns/agent-status.ts";
import { toInstant } from "../campaigns/instant.ts";
import { presentAgentStatus, presentCampaignDetail } from "../campaigns/present-campaign.ts";
import { type Config, version } from "../config/config.ts";
import { RefreshError } from "../polling/request-queues.ts";
import type { Services } from "../services.ts";
import { answerCsv, campaignRows, historyColumns, historyRows } from "./answer-csv.ts";
import { ApiError } from "./api-error.ts";
import { type Call, type Route, refuseRestricted, route, withCampaign, withKnownCampaign } from "./route.ts";
import { archiveRoutes, watchListRoutes } from "./watch-list-routes.ts";

/** Served ahead of Express, by `createBoardRoute`. */
export const boardPath = "/api/v1/campaigns";
const okSchema = z.object({ status: z.literal("ok") });
const campaignPattern = "/:sdkAppId/:campaignId";

export function createRoutes(services: Services, openApi: () => unknown, pageIsBuilt: () => boolean) {
  const { board, clock, history, metrics, poller, watchList } = services;
  const focusHolderOf = createFocusHolders();
  return [
    route(`GET ${boardPath}${campaignPattern}`, "getCampaign", {
      scope: "campaign",
      summary: "One campaign, with the caller's own data (uui)",
      answer: api.campaignDetailSchema,
      handler: withKnownCampaign(services, ({ scope }, campaign) =>
        scope.mask.apply(presentCampaignDetail(campaign, clock.now())),
      ),
    }),
    route(`POST ${boardPath}${campaignPattern}/refresh`, "refreshCampaign", {
      scope: "campaign",
      limit: "refresh",
      summary: "Observes a campaign now, within the budget; returns the fresh campaign",
      answer: api.campaignDetailSchema,
      handler: withCampaign(services, async ({ scope }, { key }) => {
        await poller.refresh(key).catch((error: unknown) => {
          throw error instanceof RefreshError ? error.masked(scope.mask.apply) : error;
        });
        // The agent may have changed, and with it the scope.
        const campaign = board.find(key, scope);
        if (!campaign) throw new ApiError(404, "campaign_not_found");
        return scope.mask.apply(presentCampaignDetail(campaign, clock.now()));
      }),
    }),
    route(`GET ${boardPath}${campaignPattern}/history`, "getCampaignHistory", {
      scope: "campaign",
      limit: "history",
      summary: "A campaign's history, downsampled; first, last, extremes and changes of state are kept",
      query: api.historyQuerySchema,
      answer: api.historySchema,
      handler: withKnownCampaign(services, ({ query }, campaign) => history.page(campaign, query)),
    }),
    route(`GET ${boardPath}${campaignPattern}/history.csv`, "exportCampaignHistory", {
      scope: "campaign",
      limit: "export",
      summary: "All samples of a campaign",
      query: api.historyRangeSchema,
      contentType: "text/csv",
      handler: withKnownCampaign(services, ({ query, response }, { key }) =>
        answerCsv(
          response,
          `cruiseboard-${key.sdkAppId}-${key.campaignId}.csv`,
          historyColumns,
          historyRows(history, key, query),
        ),
      ),
    }),
    route(`GET ${boardPath}${campaignPattern}/events`, "getCampaignEvents", {
      scope: "campaign",
      limit: "history",
      summary: "Events of a campaign: states, totals, attention, gaps in its observation",
      answer: api.campaignEventsSchema,
      handler: withKnownCampaign(services, (_call, campaign) => services.readEvents(campaign)),
    }),
    route(`GET ${boardPath}.csv`, "exportBoard", {
      scope: "campaigns",
      limit: "export",
      summary: "The board as CSV",
      contentType: "text/csv",
      handler: ({ response, scope }) =>
        answerCsv(response, "cruiseboard-campaigns.csv", api.csvColumns, campaignRows(board, scope)),
    }),
    route("GET /api/v1/agents", "getAgents", {
      scope: "campaigns",
      summary: "The agents of the viewer's campaigns, with their present statuses",
      answer: api.agentsSchema,
      handler: ({ scope }) => ({
        agents: agentsOf(
          board.rows(scope).map(({ key, shown }) => {
            const campaign = board.get(key);
            // Confirmed since the row changed.
            const agentStatus = campaign && presentAgentStatus(campaign, clock.now());
            return scope.mask.apply({ ...shown, agentStatus });
          }),
        ),
        serverTime: toInstant(clock.now()),
      }),
    }),
    route("GET /api/v1/calls-per-minute", "getCallsPerMinute", {
      scope: "campaigns",
      summary: "Callees called in each of the last 60 whole minutes, over all campaigns of the viewer",
      answer: api.callsPerMinuteSchema,
      handler: ({ scope }) => services.calls.lastHour(scope.maySee),
    }),
    ...watchListRoutes(services),
    ...archiveRoutes(services),
    ...apiKeyRoutes(services),
    route("PUT /api/v1/focus", "putFocus", {
      scope: "campaigns",
      limit: "focus",
      summary: "Sets the campaigns on this viewer's screen: observed first, for 30 s",
      body: api.focusSchema,
      bodyLimit: "medium",
      status: 204,
      handler: ({ viewer, scope, body }) => {
        const inScope = body.campaigns.filter((key) => board.find(key, scope) !== null);
        poller.focus(focusHolderOf(viewer.subject, body.page ?? ""), inScope);
      },
    }),
    route("GET /api/v1/session", "getSession", {
      scope: "viewer",
      summary: "The viewer, and which features are enabled",
      answer: api.sessionSchema,
      handler: (call) => sessionOf(call, services.config),
    }),
    route("GET /api/v1/embed", "getEmbed", {
      access: "anyone",
      scope: "none",
      summary: "Origins of portals that may frame the page",
      answer: api.embedSchema,
      handler: () => ({ parentOrigins: services.config.embedParentOrigins }),
    }),
    route("GET /api/openapi.json", "getOpenApi", {
      access: "anyone",
      scope: "none",
      summary: "This document",
      answer: z.looseObject({ openapi: z.string() }),
      handler: openApi,
    }),
    route("GET /metrics", "getMetrics", {
      access: "anyone",
      scope: "none",
      summary: "Metrics in Prometheus format; requires METRICS_TOKEN, or a request from this machine",
      contentType: "text/plain",
      handler: async ({ request, response }) => {
        if (!mayReadMetrics(request, services.config.metricsToken)) throw new ApiError(404, "not_found");
        response.set("content-type", metrics.contentType).send(await metrics.text());
      },
    }),
    route("GET /healthz", "getHealth", {
      access: "anyone",
      scope: "none",
      summary: "The process is alive",
      answer: okSchema,
      handler: () => ({ status: "ok" }),
    }),
    route("GET /readyz", "getReadiness", {
      access: "anyone",
      scope: "none",
      summary: "Ready to serve: configuration, database and page; independent of the upstream",
      answer: okSchema,
      handler: async () => {
        await watchList.check();
        if (!pageIsBuilt()) throw new ApiError(503, "internal_error", "The page has not been built");
        return { status: "ok" };
      },
    }),
  ];
}

export const boardRouteDescription = {
  operationId: "getBoard",
  method: "get",
  access: "viewer",
  path: boardPath,
  summary: "The whole board, or the changes since a cursor; 304 if there are none",
  query: api.boardQuerySchema,
  answer: api.boardAnswerSchema,
} as const;

const apiKeysPath = "/api/v1/api-keys";
const mostKeys = 500;

/** For people: a key that makes keys would outlive its own revocation. */
function mayManageApiKeys({ viewer, by }: Pick<Call, "viewer" | "by">): boolean {
  return viewer.role === "manager" && viewer.sdkAppIds === null && viewer.agents === null && by !== "apiKey";
}

function forPeople<Body>(handler: (call: Call<Body>) => unknown): (call: Call<Body>) => unknown {
  return (call) => {
    refuseRestricted(call.viewer);
    if (mayManageApiKeys(call)) return handler(call);
    throw new ApiError(403, "forbidden", "API keys may not read, make or revoke API keys");
  };
}

function apiKeyRoutes({ apiKeys }: Pick<Services, "apiKeys">): Route[] {
  return [
    route(`GET ${apiKeysPath}`, "getApiKeys", {
      access: "manager",
      scope: "none",
      summary: "All API keys, without the keys themselves; for managers without restrictions",
      answer: api.apiKeysSchema,
      handler: forPeople(async () => ({ keys: await apiKeys.all() })),
    }),
    route(`POST ${apiKeysPath}`, "createApiKey", {
      access: "manager",
      scope: "none",
      limit: "write",
      summary: "Makes an API key for a program; for managers without restrictions",
      body: api.createApiKeySchema,
      bodyLimit: "medium",
      answer: api.createdApiKeySchema,
      status: 201,
      handler: forPeople(async ({ body, viewer }) => {
        if ((await apiKeys.all()).length >= mostKeys)
          throw new ApiError(400, "invalid_request", `There are ${mostKeys} API keys; revoke one`);
        return apiKeys.create(body, viewer.name);
      }),
    }),
    route(`DELETE ${apiKeysPath}/:id`, "revokeApiKey", {
      access: "manager",
      scope: "none",
      limit: "write",
      summary: "Revokes an API key, at once on every backend; for managers without restrictions",
      status: 204,
      handler: forPeople(async ({ request }) => {
        if (!(await apiKeys.revoke(String(request.params["id"])))) throw new ApiError(404, "not_found");
      }),
    }),
  ];
}

function sessionOf(call: Call, config: Config): api.Session {
  const { viewer, scope } = call;
  return {
    viewer,
    mode: config.mode,
    version,
    masked: [...scope.mask.fields],
    enabled: {
      watchListEditing: viewer.role === "manager",
      apiKeys: mayManageApiKeys(call),
      discovery: viewer.role === "manager" && config.discovery !== null,
      bearerTokens: config.access.tokens !== null,
      signIn: config.access.signIn !== null,
    },
  };
}

function agentsOf(campaigns: readonly api.Campaign[]): z.infer<typeof api.agentsSchema>["agents"] {
  const byAgent = Map.groupBy(
    campaigns.filter(({ agent }) => agent !== null),
    ({ sdkAppId, agent }) => `${sdkAppId} ${sameAccount(agent)}`,
  );
  return [...byAgent.values()].flatMap((own) => {
    const running = own.filter(({ state }) => state === "running");
    const { sdkAppId, agent = null, agentStatus = null } = running[0] ?? own[0] ?? { sdkAppId: 0 };
    if (agent === null) return [];
    const needingAttention = own.filter(({ attention }) => attention.length > 0).length;
    return [
      { sdkAppId, agent, agentStatus, campaigns: own.length, running: running.length, needingAttention },
    ];
  });
}

const mostPagesPerViewer = 10;

/** Names for focus, by page: beyond ten pages of a viewer, a new page takes the name of the least recent. */
function createFocusHolders(): (subject: string, page: string) => string {
  // The least recent page is first. An LRUCache for each viewer would take ten times the memory.
  const viewers = new LRUCache<string, Map<string, number>>({ max: 20_000, memoMethod: () => new Map() });
  return (subject, page) => {
    const pages = viewers.memo(subject);
    const [oldest] = pages;
    const isOneMore = pages.size === mostPagesPerViewer && !pages.has(page);
    const [replaced, slot] = (isOneMore && oldest) || [page, pages.get(page) ?? pages.size];
    pages.delete(replaced);
    pages.set(page, slot);
    return `${subject} ${slot}`;
  };
}
