import type { Viewer } from "@cruiseboard/contract";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { AccessRefusal } from "../access/access-refusal.ts";
import type { Admission, Gate } from "../access/admission.ts";
import { createScope } from "../access/scope.ts";
import type { Clock } from "../clock.ts";
import { ApiError } from "./api-error.ts";
import type { Route } from "./route.ts";
import { validate } from "./validate.ts";

/** What routes are mounted with. */
export interface MountOptions {
  readonly gate: Gate;
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

function admit({ gate }: MountOptions, { access }: Route): RequestHandler {
  return async (request, response, next) => {
    const admission = access === "anyone" ? nobody : await gate.admit(request);
    if (access === "manager" && admission.viewer.role !== "manager") throw new ApiError(403, "forbidden");
    if (admission.setCookie !== null) response.append("set-cookie", admission.setCookie);
    admissions.set(request, admission);
    next();
  };
}

function answer(
  { clock }: MountOptions,
  route: Route,
): (request: Request, response: Response) => Promise<void> {
  const { status = 200 } = route;
  return async (request, response) => {
    const { viewer, scope, until } = admissions.get(request) ?? nobody;
    const body = route.body && validate(route.body, request.body);
    const query = route.query && validate(route.query, request.query);
    const result = await route.handler({ viewer, scope, request, response, body, query });
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
