import type { IncomingMessage, RequestListener } from "node:http";
import compression from "compression";
import express, { type Express, type RequestHandler } from "express";
import type { Gate } from "./access/admission.ts";
import { createFramePolicy } from "./access/frame-policy.ts";
import { createGate } from "./access/gate.ts";
import { isCrossSiteWrite, isLocalRequest } from "./access/local-requests.ts";
import type { Services } from "./create-services.ts";
import { ApiError } from "./http/api-error.ts";
import { type BoardRoute, createBoardRoute } from "./http/board-route.ts";
import { describeApi } from "./http/openapi.ts";
import { isPageBuilt, servePage } from "./http/page.ts";
import { createErrorHandler, sendProblem } from "./http/problem-response.ts";
import type { Route } from "./http/route.ts";
import { boardPath, boardRouteDescription, createRoutes } from "./http/routes.ts";
import { version } from "./http/session.ts";
import { validate } from "./http/validate.ts";

/** Ten thousand entries with labels of 200 characters, each of four bytes, and some air. */
const largestBody = "12mb";

/**
 * Services → what answers requests; it listens nowhere. `pageFolder`: where the built page lies, if elsewhere.
 * Polls of the board go straight to their route; everything else goes through Express.
 */
export function createApp(services: Services, pageFolder?: string): RequestListener {
  const gate = createGate();
  const pollBoard = createBoardRoute({ gate, board: services.board, answers: services.answers });
  const app = createExpressApp(services, gate, pollBoard, pageFolder);
  return (request, response) => {
    if (!isBoardPoll(request) || !isLocalRequest(request)) return app(request, response);
    return pollBoard(request, response)?.catch((error: unknown) => {
      services.logger.error({ err: error }, "poll failed");
      if (response.headersSent) response.destroy();
      else sendProblem(response, new ApiError(500, "internal_error"));
    });
  };
}

function isBoardPoll({ method, url = "" }: IncomingMessage): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return url === boardPath || url.startsWith(`${boardPath}?`);
}

function createExpressApp(
  services: Services,
  gate: Gate,
  pollBoard: BoardRoute,
  pageFolder?: string,
): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", "simple");

  app.use(guardOpenAccess);
  // Polls whose path is spelt another way: a slash at the end, an absolute URL, capitals.
  app.get(boardPath, pollBoard);
  app.use(createFramePolicy(services.config.embedParentOrigins));
  app.use(compression());

  const routes = createRoutes(
    services,
    () => description,
    () => isPageBuilt(pageFolder),
  );
  const description = describeApi(routes, version);
  for (const route of routes) mount(app, gate, route);
  refuseOtherMethods(app, [boardRouteDescription, ...routes]);
  app.use("/api", () => {
    throw new ApiError(404, "not_found");
  });
  app.use(servePage(pageFolder));
  app.use(createErrorHandler(services.logger));
  return app;
}

function mount(app: Express, gate: Gate, route: Route): void {
  const { body, status = 200 } = route;
  const parsers: RequestHandler[] = body ? [requireJson, express.json({ limit: largestBody })] : [];
  app[route.method](route.path, ...parsers, async (request, response) => {
    const { viewer, scope } = await gate.admit(request);
    if (route.access === "manager" && viewer.role !== "manager") throw new ApiError(403, "forbidden");
    const input = body && validate(body, request.body);
    const query = route.query && validate(route.query, request.query);
    const answer = await route.handler({ viewer, scope, request, response, body: input, query });
    if (route.contentType) return;
    response.set("cache-control", "no-store").status(status);
    if (status === 204) response.end();
    else response.json(answer);
  });
}

/** After every route of a path: what comes here was asked with a method that the path does not know. */
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

/** Ahead of everything, since the board is data, too. */
const guardOpenAccess: RequestHandler = (request, response, next) => {
  if (!isLocalRequest(request))
    return sendProblem(
      response,
      new ApiError(421, "forbidden", "This name is not served here; use 127.0.0.1"),
    );
  if (isCrossSiteWrite(request))
    return sendProblem(response, new ApiError(403, "forbidden", "Another site may not write here"));
  return next();
};

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is("application/json"))
    throw new ApiError(415, "unsupported_media_type", "Send the body as application/json");
  next();
};
