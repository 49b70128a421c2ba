import type { Viewer } from "@cruiseboard/contract";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { AccessRefusal } from "../access/access-refusal.ts";
import type { Admission, Gate } from "../access/admission.ts";
import type { AuditedAct, AuditLog } from "../access/audit-log.ts";
import type { RateLimits } from "../access/rate-limits.ts";
import { createScope } from "../access/scope.ts";
import type { Clock } from "../clock.ts";
import { ApiError } from "./api-error.ts";
import type { Route } from "./route.ts";
import { validate } from "./validate.ts";

/** What routes are mounted with. */
export interface MountOptions {
  readonly gate: Gate;
  readonly audit: AuditLog;
  readonly limits: RateLimits;
  readonly clock: Pick<Clock, "now">;
}

/** Ten thousand entries with labels of 200 characters, each of four bytes, and some air. */
const largestBody = "12mb";

/** Puts a line of the table to work: who asks and whether they may is known before a byte of the body is read. */
export function mountRoute(app: Express, options: MountOptions, route: Route): void {
  const { body, bodyLimit = largestBody } = route;
  const parsers = body ? [requireJson, express.json({ limit: bodyLimit })] : [];
  app[route.method](route.path, admit(options, route), ...parsers, answer(options, route));
}

function admit({ gate, audit, limits }: MountOptions, { access, limit }: Route): RequestHandler {
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
    if (limit && by !== "open") await limits.spend(limit, `${by} ${viewer.subject}`);
    admissions.set(request, admission);
    next();
  };
}

/** What an answered call was, for the audit log; null: nothing that it keeps. */
function auditedAs({ method, access, contentType, path }: Route): AuditedAct["event"] | null {
  if (contentType === "text/csv") return "exported";
  const asksOnly = method === "get" || path.endsWith("/preview");
  return access === "manager" && !asksOnly ? "changed" : null;
}

function answer(
  { clock, audit }: MountOptions,
  route: Route,
): (request: Request, response: Response) => Promise<void> {
  const { status = 200 } = route;
  const event = auditedAs(route);
  return async (request, response) => {
    const admission = admissions.get(request) ?? nobody;
    const { viewer, scope, until } = admission;
    const body = route.body && validate(route.body, request.body);
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

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is("application/json"))
    throw new ApiError(415, "unsupported_media_type", "Send the body as application/json");
  next();
};
