import type { Express, Request, RequestHandler } from "express";
import type { Gate } from "../access/access.ts";
import { AccessRefusal, type Admission } from "../access/admission.ts";
import type { AuditEvent, AuditLog } from "../access/audit-log.ts";
import type { RateLimits } from "../access/rate-limits.ts";
import { createScope } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { Services } from "../services.ts";
import { ApiError } from "./api-error.ts";
import type { createJsonBody } from "./json-body.ts";
import { campaignKeyOf, type Route } from "./route.ts";
import { validate, validateInSteps } from "./validate.ts";

export interface MountOptions extends Pick<Services, "clock" | "board"> {
  readonly gate: Gate;
  readonly audit: AuditLog;
  readonly limits: RateLimits;
  readonly jsonBody: ReturnType<typeof createJsonBody>;
}

/** Access and limits are checked before the body is read. */
export function mountRoute(app: Express, options: MountOptions, route: Route): void {
  const { gate, audit, limits, jsonBody, board, clock } = options;
  const { access, limit, bodyLimit = "small", status = 200 } = route;
  const event = auditEventOf(route);

  async function spend({ by, viewer }: Admission, points: number): Promise<void> {
    // Open access has one user only.
    if (limit && points > 0 && by !== "open") await limits.spend(limit, `${by} ${viewer.subject}`, points);
  }

  const admit: RequestHandler = async (request, response, next) => {
    // These answers have no validator, and Express would answer 304 to `If-None-Match: *`.
    delete request.headers["if-none-match"];
    const admission = access === "anyone" ? anonymous : await gate.admit(request, access === "registrar");
    if (admission.setCookie) response.append("set-cookie", admission.setCookie);
    const { role } = admission.viewer;
    if (isForManagers(route) && role !== "manager" && !admission.registersOnly) {
      const { method, path } = request;
      audit.record({ event: "refused", admission, method, path, reason: "role" });
      throw new ApiError(403, "forbidden", `This call takes the role manager; yours is ${role}`);
    }
    await spend(admission, 1);
    if (route.body) refuseOutOfScope(route, admission, board, request);
    admissions.set(request, admission);
    next();
  };

  const answer: RequestHandler = async (request, response) => {
    const admission = admissions.get(request) ?? anonymous;
    const { viewer, scope, until, by, registersOnly = false } = admission;
    const check = bodyLimit === "watchList" ? validateInSteps : validate;
    const body = route.body && (await check(route.body, request.body));
    // One point was spent before reading the body.
    await spend(admission, (route.cost?.(body as never) ?? 1) - 1);
    const query = route.query && validate(route.query, request.query);
    const result = await route.handler({ viewer, scope, by, registersOnly, request, response, body, query });
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

  app[route.method](route.path, admit, ...(route.body ? jsonBody(bodyLimit) : []), answer);
}

function refuseOutOfScope(route: Route, { scope }: Admission, board: Pick<Board, "find">, request: Request) {
  if (route.scope === "campaign" && !board.find(campaignKeyOf(request), scope))
    throw new ApiError(404, "campaign_not_found");
  if (isForManagers(route) && scope.isEmpty)
    throw new ApiError(403, "forbidden", "No application is in your scope", { refusal: "scope" });
}

const isForManagers = ({ access }: Route) => access === "manager" || access === "registrar";

function auditEventOf(route: Route): AuditEvent["event"] | null {
  if (route.contentType === "text/csv") return "exported";
  const isReading = route.method === "get" || route.path.endsWith("/preview");
  return isForManagers(route) && !isReading ? "changed" : null;
}

/** A body parser runs between `admit` and `answer`. */
const admissions = new WeakMap<Request, Admission>();

const anonymous: Admission = {
  viewer: { subject: "anonymous", name: "Anonymous", role: "viewer", sdkAppIds: [], agents: [] },
  scope: createScope({ sdkAppIds: [], agents: [] }),
  by: "open",
  until: Number.POSITIVE_INFINITY,
};
