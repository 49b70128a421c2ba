import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import type { Logger } from "pino";
import { AccessRefusal } from "../access/admission.ts";
import type { AuditLog } from "../access/audit-log.ts";
import type { RateLimits } from "../access/rate-limits.ts";
import type { SignIn } from "../access/sign-in.ts";
import { callbackPath, safeReturnPath, signInPath, signOutPath } from "../access/sign-in-paths.ts";
import { ApiError } from "./api-error.ts";

interface SignInRoutesOptions {
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly limits: RateLimits;
}

/**
 * Where browsers go to sign in and out; null: nobody does here. What goes wrong on the way is told by the page, to
 * which the browser is sent on with `signIn=denied|failed|unavailable` in the query, and to other programs as a
 * problem.
 */
export function createSignInRoutes(signIn: SignIn | null, options: SignInRoutesOptions): Router {
  const router = express.Router();
  router.use("/auth", (_request, response, next) => {
    response.set("cache-control", "no-store");
    next();
  });
  if (signIn !== null) mountWays(router, signIn, options);
  router.use("/auth", () => {
    throw new ApiError(404, "not_found");
  });
  return router;
}

function mountWays(router: Router, signIn: SignIn, { logger, audit, limits }: SignInRoutesOptions): void {
  async function depart(request: Request, response: Response): Promise<void> {
    const wanted = request.query["return"];
    const returnTo = safeReturnPath(typeof wanted === "string" ? wanted : "/");
    try {
      const { location, cookies } = await signIn.depart(returnTo);
      response.append("set-cookie", [...cookies]).redirect(303, location);
    } catch (error) {
      tell(request, response, error, returnTo);
    }
  }

  async function arrive(request: Request, response: Response): Promise<void> {
    try {
      const { admission, location, cookies } = await signIn.arrive(request);
      audit.record({ event: "signedIn", admission });
      response.append("set-cookie", [...cookies]).redirect(303, location);
    } catch (error) {
      tell(request, response, error, await signIn.returnPathOf(request));
    }
  }

  async function leave(request: Request, response: Response): Promise<void> {
    const { admission, isStored, location, cookies } = await signIn.leave(request);
    if (admission) audit.record({ event: "signedOut", admission });
    // 202: other backends hear of it when the database is back.
    response
      .status(isStored ? 200 : 202)
      .append("set-cookie", [...cookies])
      .json({ location });
  }

  function tell(request: Request, response: Response, error: unknown, returnTo: string): void {
    if (!(error instanceof AccessRefusal)) throw error;
    logger.warn({ reason: error.reason, cause: causeOf(error) }, "sign-in failed");
    if (request.accepts(["json", "html"]) !== "html") throw error;
    const [path = "/", query] = returnTo.split("?", 2);
    const told = new URLSearchParams(query);
    told.set("signIn", outcomeOf(error));
    response.redirect(303, `${path}?${told.toString()}`);
  }

  // Before they sign in people are told apart by their addresses only.
  const spend =
    (limit: "signIn" | "signOut"): RequestHandler =>
    async (request, _response, next) => {
      await limits.spend(limit, request.ip ?? "");
      next();
    };
  router.get(signInPath, spend("signIn"), depart);
  router.get(callbackPath, spend("signIn"), arrive);
  router.post(signOutPath, spend("signOut"), leave);
}

/** For whoever looks after the board; the library's messages repeat no secret. */
function causeOf({ cause }: AccessRefusal): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code, error } = cause as { code?: unknown; error?: unknown };
  return [cause.name, code, error, cause.message].filter((part) => typeof part === "string").join(": ");
}

function outcomeOf({ reason }: AccessRefusal): "denied" | "failed" | "unavailable" {
  if (reason === "unavailable") return "unavailable";
  return reason === "notSignedIn" || reason === "badClaim" || reason === "unfitToken" ? "denied" : "failed";
}
