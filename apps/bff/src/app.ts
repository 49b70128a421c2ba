import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { constants } from "node:zlib";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { createAccess } from "./access/access.ts";
import { createAuditLog } from "./access/audit-log.ts";
import { isCrossSiteWrite, isForwarded, isLocalRequest, isOfAnotherOrigin } from "./access/local-requests.ts";
import { createRateLimits } from "./access/rate-limits.ts";
import { createSecurityHeaders, type TrustsProxy } from "./access/security-headers.ts";
import { signInPath } from "./access/sign-in-paths.ts";
import { withoutBasePath } from "./config/base-path.ts";
import { type Config, version } from "./config/config.ts";
import { ApiError, createErrorAnswer } from "./http/api-error.ts";
import { createBoardRoute } from "./http/board-route.ts";
import { describeApi } from "./http/describe-api.ts";
import { createJsonBody } from "./http/json-body.ts";
import { mountRoute } from "./http/mount-route.ts";
import { isPageBuilt, serveEmbedScript, servePage } from "./http/page.ts";
import type { Route } from "./http/route.ts";
import { boardPath, boardRouteDescription, createRoutes } from "./http/routes.ts";
import { createSignInRoutes } from "./http/sign-in-routes.ts";
import type { Services } from "./services.ts";

/** `pageFolder`: of the built page, if elsewhere. Polls of the board go directly to their route, the rest through Express. */
export async function createApp(services: Services, pageFolder?: string): Promise<RequestListener> {
  const { config, clock, logger, board, answers, metrics } = services;
  const { basePath } = config.access;
  const { gate, signIn } = await createAccess(services);
  const audit = createAuditLog(logger, clock);
  const limits = createRateLimits();
  const answerError = createErrorAnswer(logger, audit, signIn && basePath + signInPath);
  const refuseOthersPages = createOriginGuard(config);
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", "simple");
  app.set("trust proxy", config.access.trustProxy);
  const securityHeaders = createSecurityHeaders(config, app.get("trust proxy fn") as TrustsProxy);
  const pollBoard = createBoardRoute({ gate, clock, board, answers, securityHeaders });

  // Polls with another spelling: a slash at the end, an absolute URL, capitals.
  app.get(boardPath, pollBoard);
  app.use(countRequests(services));
  app.use(compression({ brotli: { params: { [constants.BROTLI_PARAM_LGWIN]: compressionWindowBits } } }));
  app.use(serveEmbedScript());
  const address = config.access.publicUrl?.href.replace(/\/$/, "") ?? (basePath || "/");
  let description: unknown = null;
  const routes = createRoutes(
    services,
    () => (description ??= describeApi(routes, version, address)),
    () => isPageBuilt(pageFolder),
  );
  const mounting = { gate, audit, limits, jsonBody: createJsonBody(), board, clock };
  for (const route of routes) mountRoute(app, mounting, route);
  refuseOtherMethods(app, [boardRouteDescription, ...routes]);
  app.use("/api", notFound);
  app.use(createSignInRoutes(signIn, { audit, limits, logger, basePath }));
  app.use(servePage(pageFolder, basePath));
  // In place of the answer of Express, which has other headers.
  app.use(notFound);
  app.use(((error: unknown, request, response, _next) =>
    answerError(error, request, response)) satisfies ErrorRequestHandler);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.url = withoutBasePath(request.url ?? "/", basePath);
    const isPoll = isBoardPoll(request);
    // A poll writes them with its own.
    if (!isPoll) securityHeaders.set(request, response);
    try {
      refuseOthersPages(request);
      readWildcardAsGzip(request.headers);
      await (isPoll ? pollBoard : app)(request, response);
    } catch (error) {
      if (!response.headersSent) securityHeaders.set(request, response);
      answerError(error, request, response);
    }
    if (isPoll) metrics.answeredPoll(response.statusCode);
  }

  return (request, response) => void answer(request, response);
}

function notFound(): never {
  throw new ApiError(404, "not_found");
}

/** Clients that accept `*` know gzip at best; ours and those of Express would answer in zstd or brotli. */
function readWildcardAsGzip(headers: IncomingHttpHeaders): void {
  const accepted = headers["accept-encoding"] ?? "";
  if (!accepted.includes("*")) return;
  headers["accept-encoding"] = accepted.replace("*", /\bgzip\b/i.test(accepted) ? "none" : "gzip");
}

/** 2^16 bytes. With brotli's usual 4 MB, each export under way would take 5 MB. */
const compressionWindowBits = 16;

/** Refuses requests that pages of other sites send. First of all, since the board is data, too. */
function createOriginGuard({ access }: Config): (request: IncomingMessage) => void {
  const isOpen = access.tokens === null && access.signIn === null;
  return (request) => {
    if (isOpen) refuseElsewhere(request);
    if (isCrossSiteWrite(request, access.publicUrl))
      throw new ApiError(403, "forbidden", "Another site may not write here", { refusal: "crossSite" });
  };
}

function refusal(status: number, reason: string): ApiError {
  return new ApiError(status, "forbidden", reason, { refusal: "openAccess" });
}

function refuseElsewhere(request: IncomingMessage): void {
  if (!isLocalRequest(request))
    throw refusal(
      421,
      "This name is not served while access is open; use 127.0.0.1, or set an access mode (docs/access.md)",
    );
  if (isOfAnotherOrigin(request))
    throw refusal(403, "Another site may not use this one while access is open");
  if (isForwarded(request))
    throw refusal(
      421,
      "A proxy passed this on, and access is open to this machine alone; set up tokens or sign-in (docs/access.md)",
    );
}

function isBoardPoll({ method, url = "" }: IncomingMessage): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return url === boardPath || url.startsWith(`${boardPath}?`);
}

function countRequests({ metrics, clock }: Services): RequestHandler {
  return (request, response, next) => {
    const began = clock.monotonic();
    response.once("finish", () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === "string" ? path : "page";
      const seconds = (clock.monotonic() - began) / 1000;
      metrics.answered(request.method, route, response.statusCode, seconds);
    });
    next();
  };
}

/** To be called after the routes: only other methods reach these handlers. */
function refuseOtherMethods(app: Express, routes: readonly Pick<Route, "method" | "path">[]): void {
  for (const [path, known] of Map.groupBy(routes, (route) => route.path)) {
    const methods = known.flatMap(({ method }) =>
      method === "get" ? ["GET", "HEAD"] : method.toUpperCase(),
    );
    app.all(path, (_request, response) => {
      response.set("allow", methods.join(", "));
      throw new ApiError(405, "method_not_allowed");
    });
  }
}
