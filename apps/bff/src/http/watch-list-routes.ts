import * as api from "@cruiseboard/contract";
import type { Scope } from "../access/scope.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { inChunks } from "../in-chunks.ts";
import type { Services } from "../services.ts";
import { toKey } from "../store/campaign-columns.ts";
import { answerCsv, watchListColumns } from "./answer-csv.ts";
import { ApiError } from "./api-error.ts";
import { type Call, type Route, refuseRestricted, route, withCampaign, withKnownCampaign } from "./route.ts";

const path = "/api/v1/watch-list";
const entryPath = `${path}/:sdkAppId/:campaignId`;
const archivePath = `${path}/archive`;

const checkedAtOnce = 1000;

function knownOf(campaign: TrackedCampaign | null) {
  if (campaign === null) return null;
  const { key, facts, failure, notFoundSince } = campaign;
  const unobserved = notFoundSince !== null ? "notFound" : failure ? "failing" : "pending";
  return { ...key, known: facts !== null && notFoundSince === null ? "observed" : unobserved } as const;
}

export function watchListRoutes(services: Services): Route[] {
  const { board, watchList, preview, discovery } = services;

  /** With a restriction to agents only campaigns in scope: the agent of any other is not known. Answers do not depend on whether others watch it. */
  function refusalInScope(key: api.CampaignKey, { viewer, scope }: Pick<Call, "viewer" | "scope">) {
    const { sdkAppIds, agents } = viewer;
    if (sdkAppIds !== null && !sdkAppIds.includes(key.sdkAppId)) return "application_not_allowed";
    if (agents !== null && board.find(key, scope) === null) return "agent_not_allowed";
    return null;
  }

  const suggestionsIn = async ({ maySee }: Scope): Promise<api.Suggestion[]> =>
    (await discovery.suggestions()).filter(maySee);

  async function addInScope(call: Call<api.AddToWatchList>): Promise<api.AddToWatchListAnswer> {
    const allowed: api.WatchListAddition[] = [];
    // Of suggested campaigns the agent is known.
    const suggested = call.viewer.agents === null ? [] : await suggestionsIn(call.scope);
    const inScope = new Set(suggested.map(api.campaignPath));
    const refused: api.AddToWatchListAnswer["refused"] = [];
    for await (const some of inChunks(call.body.campaigns, checkedAtOnce))
      for (const addition of some) {
        const code = inScope.has(api.campaignPath(addition)) ? null : refusalInScope(addition, call);
        if (code === null) allowed.push(addition);
        else refused.push({ sdkAppId: addition.sdkAppId, campaignId: addition.campaignId, code });
      }
    // A registrar's label must not replace that of a campaign which others watch.
    const answer = await watchList.add(allowed, { relabel: !call.registersOnly });
    const result = { ...answer, refused: [...refused, ...answer.refused] };
    if (call.registersOnly) return result;
    return { ...result, campaigns: allowed.flatMap((key) => knownOf(board.get(key)) ?? []) };
  }

  async function answerPreview(call: Call<api.PreviewRequest>): Promise<api.PreviewAnswer> {
    const { body, viewer, scope, response } = call;
    const abort = new AbortController();
    response.once("close", () => abort.abort());

    async function previewOf(key: api.CampaignKey): Promise<api.PreviewedCampaign> {
      const code =
        refusalInScope(key, call) ?? (watchList.mayBeWatched(key) ? null : "application_not_allowed");
      if (code !== null) return { ...key, watched: false, outcome: "refused", code };
      return scope.mask.apply(await preview(key, viewer.subject, abort.signal));
    }

    const distinct = new Map(body.campaigns.map((key) => [api.campaignPath(key), key]));
    return { campaigns: await Promise.all([...distinct.values()].map(previewOf)) };
  }

  const entriesIn = async (scope: Scope) =>
    (await watchList.entries()).filter((entry) => board.find(entry, scope) !== null);
  return [
    route(`GET ${path}`, "getWatchList", {
      scope: "campaigns",
      summary: "The watch list",
      answer: api.watchListSchema,
      handler: async ({ scope }) => ({ campaigns: await entriesIn(scope) }),
    }),
    route(`GET ${path}.csv`, "exportWatchList", {
      scope: "campaigns",
      limit: "export",
      summary: "The watch list as CSV: application, campaign, label",
      contentType: "text/csv",
      handler: async ({ response, scope }) => {
        const entries = await entriesIn(scope);
        return answerCsv(response, "cruiseboard-watch-list.csv", watchListColumns, entries.values());
      },
    }),
    route(`POST ${path}`, "addToWatchList", {
      access: "registrar",
      scope: "campaigns",
      limit: "write",
      summary: "Adds campaigns; idempotent, durable once answered. A given label replaces the existing one",
      body: api.addToWatchListSchema,
      bodyLimit: "watchList",
      answer: api.addToWatchListAnswerSchema,
      handler: addInScope,
    }),
    route(`POST ${path}/preview`, "previewCampaigns", {
      access: "manager",
      scope: "campaigns",
      limit: "preview",
      cost: ({ campaigns }: api.PreviewRequest) => campaigns.length,
      summary: "Observes campaigns without watching them, within the budget; nothing is stored",
      body: api.previewRequestSchema,
      bodyLimit: "medium",
      answer: api.previewAnswerSchema,
      handler: answerPreview,
    }),
    route(`GET ${path}/suggestions`, "getSuggestions", {
      access: "manager",
      scope: "campaigns",
      summary: "Campaigns that the search for new ones found: neither watched before nor dismissed",
      answer: api.suggestionsSchema,
      handler: async ({ scope }) => ({
        campaigns: (await suggestionsIn(scope)).map((campaign) => scope.mask.apply(campaign)),
      }),
    }),
    route(`POST ${path}/suggestions/dismiss`, "dismissSuggestions", {
      access: "manager",
      scope: "campaigns",
      limit: "write",
      summary: "Dismisses suggestions for every manager; durable once answered",
      body: api.removeFromWatchListSchema,
      bodyLimit: "watchList",
      answer: api.dismissedSchema,
      changed: ({ dismissed }) => dismissed,
      handler: async ({ body, scope }) => {
        const asked = new Set(body.campaigns.map(api.campaignPath));
        const suggested = await suggestionsIn(scope);
        const dismissed = suggested.filter((one) => asked.has(api.campaignPath(one))).map(toKey);
        await discovery.dismiss(dismissed);
        return { dismissed };
      },
    }),
    route(`POST ${path}/remove`, "removeFromWatchList", {
      access: "manager",
      scope: "campaigns",
      limit: "write",
      summary: "Removes campaigns, all of them or none. The answer's `removed` can be added again as it is",
      body: api.removeFromWatchListSchema,
      bodyLimit: "watchList",
      answer: api.removeFromWatchListAnswerSchema,
      changed: ({ removed }) => removed,
      handler: async ({ body, scope }) => {
        const inScope = body.campaigns.filter((key) => board.find(key, scope) !== null);
        const removed = await watchList.remove(inScope);
        const paths = new Set(removed.map(api.campaignPath));
        return { removed, absent: body.campaigns.filter((key) => !paths.has(api.campaignPath(key))) };
      },
    }),
    route(`PATCH ${entryPath}`, "relabelCampaign", {
      access: "manager",
      scope: "campaign",
      limit: "write",
      summary: "Changes or removes the label of a watched campaign; durable once answered",
      body: api.relabelSchema,
      answer: api.watchListEntrySchema,
      handler: withCampaign(services, async ({ body }, { key }) => {
        const entry = await watchList.relabel(key, body.label);
        if (!entry) throw new ApiError(404, "campaign_not_found");
        return entry;
      }),
    }),
    route(`DELETE ${entryPath}`, "stopWatching", {
      access: "manager",
      scope: "campaign",
      limit: "write",
      summary: "Removes a campaign from the watch list",
      status: 204,
      handler: withCampaign(services, async (_call, { key }) => {
        if ((await watchList.remove([key])).length === 0) throw new ApiError(404, "campaign_not_found");
      }),
    }),
  ];
}

export function archiveRoutes(services: Services): Route[] {
  const { archive } = services;
  return [
    route(`GET ${archivePath}`, "getArchive", {
      scope: "campaigns",
      summary: "Archived campaigns with their last observation",
      answer: api.archiveSchema,
      handler: async ({ scope }) => {
        const campaigns = (await archive.entries()).filter((campaign) => scope.maySee(campaign));
        return { campaigns: campaigns.map((campaign) => scope.mask.apply(campaign)) };
      },
    }),
    route(`DELETE ${archivePath}/:sdkAppId/:campaignId`, "deleteFromArchive", {
      access: "manager",
      scope: "campaign",
      limit: "write",
      summary: "Deletes a campaign from the archive",
      status: 204,
      handler: withKnownCampaign(services, async (_call, { key }) => {
        if (!(await archive.remove(key))) throw new ApiError(404, "campaign_not_found");
      }),
    }),
    route(`GET ${archivePath}-rule`, "getArchiveRule", {
      scope: "none",
      summary: "When ended campaigns are archived",
      answer: api.archiveRuleSchema,
      handler: () => archive.rule(),
    }),
    route(`PUT ${archivePath}-rule`, "setArchiveRule", {
      access: "manager",
      scope: "none",
      limit: "write",
      summary: "Sets when ended campaigns are archived; for managers without restrictions",
      body: api.archiveRuleSchema,
      answer: api.archiveRuleSchema,
      handler: async ({ body, viewer }) => {
        refuseRestricted(viewer);
        await archive.setRule(body);
        return archive.rule();
      },
    }),
  ];
}
