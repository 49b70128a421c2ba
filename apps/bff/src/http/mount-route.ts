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

export interface MountOptions {
  readonly gate: Gate;
  readonly audit: AuditLog;
  readonly limits: RateLimits;
  readonly jsonBody: ReturnType<typeof createJsonBody>;
  readonly board: Pick<Board, "find">;
  readonly clock: Pick<Clock, "now">;
}

/** Access and limits are checked before the body is read. */
export function mountRoute(app: Express, options: MountOptions, route: Route): void {
  const { body, bodyLimit = "small" } = route;
  const parsers = body ? options.jsonBody(bodyLimit) : [];
  app[route.method](route.path, admit(options, route), ...parsers, answer(options, route));
}

function admit({ gate, audit, limits, board }: MountOptions, route: Route): RequestHandler {
  const { access, limit } = route;
  return async (request, response, next) => {
    const admission = access === "anyone" ? anonymous : await gate.admit(request);
    const { viewer, by, setCookie } = admission;
    if (setCookie !== null) response.append("set-cookie", setCookie);
    if (access === "manager" && viewer.role !== "manager") {
      const { method, path } = request;
      audit.record({ event: "refused", admission, method, path, reason: "role" });
      throw new ApiError(403, "forbidden");
    }
    // Open access has one user only.
    if (limit && by !== "open") await limits.spend(limit, limitKeyOf(admission));
    if (route.body) refuseOutOfScope(route, admission, board, request);
    admissions.set(request, admission);
    next();
  };
}

function limitKeyOf({ by, viewer }: Admission): string {
  return `${by} ${viewer.subject}`;
}

function refuseOutOfScope(route: Route, { scope }: Admission, board: Pick<Board, "find">, request: Request) {
  if (route.scope === "campaign" && !board.find(campaignKeyOf(request), scope))
    throw new ApiError(404, "campaign_not_found");
  if (route.access === "manager" && scope.isEmpty)
    throw new ApiError(403, "forbidden", "No application is in your scope", { refusal: "scope" });
}

/** null: not in the audit log. */
function auditEventOf({ method, access, contentType, path }: Route): AuditEvent["event"] | null {
  if (contentType === "text/csv") return "exported";
  const isReading = method === "get" || path.endsWith("/preview");
  return access === "manager" && !isReading ? "changed" : null;
}

function answer(
  { clock, audit, limits }: MountOptions,
  route: Route,
): (request: Request, response: Response) => Promise<void> {
  const { status = 200 } = route;
  const event = auditEventOf(route);
  return async (request, response) => {
    const admission = admissions.get(request) ?? anonymous;
    const { viewer, scope, until } = admission;
    const isLarge = route.bodyLimit === "watchList";
    const body =
      route.body &&
      (isLarge ? await validateInSteps(route.body, request.body) : validate(route.body, request.body));
    // One point was spent before reading the body.
    const more = (route.cost?.(body as never) ?? 1) - 1;
    if (route.limit && more > 0 && admission.by !== "open")
      await limits.spend(route.limit, limitKeyOf(admission), more);
    const query = route.query && validate(route.query, request.query);
    const result = await route.handler({ viewer, scope, request, response, body, query });
    if (event) {
      const { method, path } = request;
      audit.record({ event, admission, method, path, campaigns: route.changed?.(result) });
    }
    if (route.contentType) return;
    if (clock.now() >= until) throw new AccessRefusal("expired", "The token has expired");
    response.set("cache-control", "no-store").status(status);
    if (status === 204) response.end();
    else response.json(result);
  };
}

/** A body parser runs between `admit` and `answer`. */
const admissions = new WeakMap<Request, Admission>();

const anonymousViewer: Viewer = {
  subject: "anonymous",
  name: "Anonymous",
  role: "viewer",
  sdkAppIds: [],
  agents: [],
};
const anonymous: Admission = {
  viewer: anonymousViewer,
  scope: createScope(anonymousViewer),
  by: "open",
  until: Number.POSITIVE_INFINITY,
  setCookie: null,
};
