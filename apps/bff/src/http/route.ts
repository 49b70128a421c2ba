import { type CampaignKey, campaignKeySchema, type Viewer } from "@cruiseboard/contract";
import type { Request, Response } from "express";
import { type output, type ZodObject, type ZodType, z } from "zod";
import type { RateLimit } from "../access/rate-limits.ts";
import type { Scope } from "../access/scope.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Services } from "../services.ts";
import { ApiError } from "./api-error.ts";
import type { BodyLimit } from "./json-body.ts";
import { validate } from "./validate.ts";

/** What a handler is given: who asks, and the request's parts, validated. */
export interface Call<Body = unknown, Query = unknown> {
  readonly viewer: Viewer;
  /** What of the board this viewer may see or change. */
  readonly scope: Scope;
  readonly request: Request;
  readonly response: Response;
  readonly body: Body;
  readonly query: Query;
}

/** One line of the API: how it is reached, who may, what goes in and out (which the OpenAPI document tells), who answers. */
export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: string;
  /** anyone: no viewer is needed · viewer: somebody known · manager: who may change the watch list. */
  readonly access: "anyone" | "viewer" | "manager";
  /**
   * What keeps a viewer to what is in scope. none: tells and changes nothing of campaigns · viewer: only what the
   * viewer is · campaign: the one that the path names, found by `withCampaign` or by `board.find` · campaigns: any,
   * each held against `call.scope`. A test asks every route as viewers of several scopes.
   */
  readonly scope: "none" | "viewer" | "campaign" | "campaigns";
  readonly summary: string;
  readonly query?: ZodObject;
  readonly body?: ZodType;
  /** How often a viewer may ask; not told: as often as they like. */
  readonly limit?: RateLimit;
  /** How much of the limit a call takes; 1 unless told. */
  readonly cost?: (body: never) => number;
  /** What the body may cost; small unless told. */
  readonly bodyLimit?: BodyLimit;
  readonly answer?: ZodType;
  /** Of an answer, the campaigns that were changed, for the audit log: where the path does not name the one. */
  readonly changed?: (answer: unknown) => readonly CampaignKey[];
  /** What is answered, if it is no JSON. */
  readonly contentType?: "text/csv" | "text/plain";
  /** Status of a successful answer; 200 unless told. */
  readonly status?: 200 | 204;
  /** Resolves to the answer's JSON; undefined: the handler has answered itself, or there is no body. */
  readonly handler: (call: Call) => unknown;
}

/** Ties the schemas to the types of the functions. */
export function route<Body extends ZodType, Query extends ZodObject, Answer extends ZodType>(
  definition: Omit<Route, "handler" | "body" | "query" | "answer" | "changed"> & {
    readonly answer?: Answer;
    readonly changed?: (answer: output<Answer>) => readonly CampaignKey[];
    readonly body?: Body;
    readonly query?: Query;
    readonly handler: (call: Call<output<Body>, output<Query>>) => unknown;
  },
): Route {
  return definition as unknown as Route;
}

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
