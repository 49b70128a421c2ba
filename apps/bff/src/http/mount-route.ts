import type { Viewer } from "@cruiseboard/contract";
import type { Express, Request, RequestHandler, Response } from "express";
import { AccessRefusal, type Admission, type Gate } from "../access/admission.ts";
import type { AuditEvent, AuditLog } from "../access/audit-log.ts";
import type { RateLimits } from "../access/rate-limits.ts";
import { createScope } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { Clock } from "../clock.ts";
import { ApiError } from "./api-error.ts";
import type { createJsonBody } from "./json-body.ts";
import { campaignKeyOf, type Route } from "./route.ts";
import { validate, validateInSteps } from "./validate.ts";

/** What routes are mounted with. */
export interface MountOptions {
  readonly gate: Gate;
  readonly audit: AuditLog;
  readonly limits: RateLimits;
  readonly jsonBody: ReturnType<typeof createJsonBody>;
  readonly board: Pick<Board, "find">;
  readonly clock: Pick<Clock, "now">;
}

/** Puts a line of the table to work: who asks and whether they may is known before a byte of the body is read. */
export function mountRoute(app: Express, options: MountOptions, route: Route): void {
  const { body, bodyLimit = "small" } = route;
  const parsers = body ? options.jsonBody(bodyLimit) : [];
  app[route.method](route.path, admit(options, route), ...parsers, answer(options, route));
}

function admit({ gate, audit, limits, board }: MountOptions, route: Route): RequestHandler {
  const { access, limit } = route;
  return async (request, response, next) => {
    const admission = access === "anyone" ? nobody : await gate.admit(request);
    const { viewer, by, setCookie } = admission;
    if (setCookie !== null) response.append("set-cookie", setCookie);
    if (access === "manager" && viewer.role !== "manager") {
      const { method, path } = request;
      audit.record({ event: "refused", admission, method, path, reason: "role" });
      throw new ApiError(403, "forbidden");
    }
    // Whoever has the machine to themselves hurts nobody else.
    if (limit && by !== "open") await limits.spend(limit, spenderOf(admission));
    if (route.body) refuseOutOfScope(route, admission, board, request);
    admissions.set(request, admission);
    next();
  };
}

function spenderOf({ by, viewer }: Admission): string {
  return `${by} ${viewer.subject}`;
}

/** A body is read for those alone who may change something with it. */
function refuseOutOfScope(route: Route, { scope }: Admission, board: Pick<Board, "find">, request: Request) {
  if (route.scope === "campaign" && !board.find(campaignKeyOf(request), scope))
    throw new ApiError(404, "campaign_not_found");
  if (route.access === "manager" && scope.isEmpty)
    throw new ApiError(403, "forbidden", "No application is in your scope", { refusal: "scope" });
}

/** What an answered call was, for the audit log; null: nothing that it keeps. */
function auditedAs({ method, access, contentType, path }: Route): AuditEvent["event"] | null {
  if (contentType === "text/csv") return "exported";
  const asksOnly = method === "get" || path.endsWith("/preview");
  return access === "manager" && !asksOnly ? "changed" : null;
}

function answer(
  { clock, audit, limits }: MountOptions,
  route: Route,
): (request: Request, response: Response) => Promise<void> {
  const { status = 200 } = route;
  const event = auditedAs(route);
  return async (request, response) => {
    const admission = admissions.get(request) ?? nobody;
    const { viewer, scope, until } = admission;
    const isLarge = route.bodyLimit === "watchList";
    const body =
      route.body &&
      (isLarge ? await validateInSteps(route.body, request.body) : validate(route.body, request.body));
    // One was spent before the body was read.
    const more = (route.cost?.(body as never) ?? 1) - 1;
    if (route.limit && more > 0 && admission.by !== "open")
      await limits.spend(route.limit, spenderOf(admission), more);
    const query = route.query && validate(route.query, request.query);
    const result = await route.handler({ viewer, scope, request, response, body, query });
    if (event) {
      const { method, path } = request;
      audit.record({ event, admission, method, path, campaigns: route.changed?.(result) });
    }
    if (route.contentType) return;
    if (clock.now() >= until) throw new AccessRefusal("expired", "The token has expired meanwhile");
    response.set("cache-control", "no-store").status(status);
    if (status === 204) response.end();
    else response.json(result);
  };
}

/** By request, since a body parser stands between finding out and answering. */
const admissions = new WeakMap<Request, Admission>();

const nobodyAtAll: Viewer = { subject: "nobody", name: "Nobody", role: "viewer", sdkAppIds: [], agents: [] };

/** For routes that everybody may ask: they see no campaign. */
const nobody: Admission = {
  viewer: nobodyAtAll,
  scope: createScope(nobodyAtAll),
  by: "open",
  until: Number.POSITIVE_INFINITY,
  setCookie: null,
};
