import { type CampaignKey, campaignKeySchema, type Viewer } from "@cruiseboard/contract";
import type { Request, Response } from "express";
import { type output, type ZodObject, type ZodType, z } from "zod";
import type { Admission } from "../access/admission.ts";
import type { RateLimit } from "../access/rate-limits.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Services } from "../services.ts";
import { ApiError } from "./api-error.ts";
import type { BodyLimit } from "./json-body.ts";
import { validate } from "./validate.ts";

export interface Call<Body = unknown, Query = unknown> extends Omit<Admission, "until" | "setCookie"> {
  readonly request: Request;
  readonly response: Response;
  readonly body: Body;
  readonly query: Query;
}

export interface Route {
  /** The call's name in the OpenAPI document; generated clients have a function of that name. */
  readonly operationId: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: string;
  /** anyone: unauthenticated · registrar: a manager, too. */
  readonly access: "anyone" | "viewer" | "manager" | "registrar";
  /** How the answer stays in scope. viewer: the viewer's own data · campaign: by `withCampaign` or `board.find` · campaigns: each checked against `call.scope`. */
  readonly scope: "none" | "viewer" | "campaign" | "campaigns";
  readonly summary: string;
  readonly query?: ZodObject;
  readonly body?: ZodType;
  readonly limit?: RateLimit;
  /** Points of the limit; default 1. */
  readonly cost?: (body: never) => number;
  readonly bodyLimit?: BodyLimit;
  readonly answer?: ZodType;
  /** Changed campaigns for the audit log, where the path does not name the one. */
  readonly changed?: (answer: unknown) => readonly CampaignKey[];
  readonly contentType?: "text/csv" | "text/plain";
  readonly status?: 200 | 201 | 204;
  /** Resolves to the JSON answer; undefined if it has none, or has written the response itself. */
  readonly handler: (call: Call) => unknown;
}

/** `call`: method and path. Default `access`: viewer. */
export function route<Body extends ZodType, Query extends ZodObject, Answer extends ZodType>(
  call: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`,
  operationId: string,
  definition: Omit<Route, "method" | "path" | "operationId" | keyof Typed<Body, Query, Answer>> &
    Typed<Body, Query, Answer>,
): Route {
  const [method = "", path] = call.split(" ");
  return { method: method.toLowerCase(), path, operationId, access: "viewer", ...definition } as never;
}

interface Typed<Body extends ZodType, Query extends ZodObject, Answer extends ZodType> {
  readonly access?: Route["access"];
  readonly answer?: Answer;
  readonly changed?: (answer: output<Answer>) => readonly CampaignKey[];
  readonly body?: Body;
  readonly query?: Query;
  readonly handler: (call: Call<output<Body>, output<Query>>) => unknown;
}

const idInPath = z
  .string()
  .regex(/^\d{1,16}$/, "must be a positive whole number")
  .transform(Number);
const keyInPath = z.object({ sdkAppId: idInPath, campaignId: idInPath }).pipe(campaignKeySchema);

export function campaignKeyOf(request: Request): CampaignKey {
  return validate(keyInPath, request.params);
}

/** For what concerns every application. */
export function refuseRestricted({ sdkAppIds, agents }: Viewer): void {
  if (sdkAppIds !== null || agents !== null)
    throw new ApiError(403, "forbidden", "This call takes a manager without restrictions");
}

/** With the watched campaign of the path: 404 if it is absent or out of scope. */
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

/** The same with archived campaigns. Scope is checked in memory before reading: the time of a read would reveal a campaign. */
export function withKnownCampaign<Body, Query>(
  { board, archive }: Pick<Services, "board" | "archive">,
  handler: (call: Call<Body, Query>, campaign: TrackedCampaign) => unknown,
): (call: Call<Body, Query>) => unknown {
  return async (call) => {
    const key = campaignKeyOf(call.request);
    const maySee = (agent: string | null) => call.scope.maySee({ ...key, agent });
    const watched = board.find(key, call.scope);
    if (watched) return handler(call, watched);
    const archived = maySee(null) || maySee(await archive.agentOf(key)) ? await archive.find(key) : null;
    if (!archived || !maySee(archived.facts?.agent ?? null)) throw new ApiError(404, "campaign_not_found");
    return handler(call, archived);
  };
}
