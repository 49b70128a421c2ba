import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { AccessRefusal } from "../access/admission.ts";
import type { SignIn } from "../access/sign-in.ts";
import { callbackPath, safeReturnPath, signInPath, signOutPath } from "../access/sign-in-paths.ts";
import type { Services } from "../services.ts";
import { ApiError } from "./api-error.ts";
import type { MountOptions } from "./mount-route.ts";

interface SignInRoutesOptions extends Pick<MountOptions, "audit" | "limits">, Pick<Services, "logger"> {
  readonly basePath: string;
}

/** Failures redirect browsers to the page with `signIn=denied|failed|unavailable`; other clients get a problem. `signIn` null: not configured. */
export function createSignInRoutes(signIn: SignIn | null, options: SignInRoutesOptions): Router {
  const router = express.Router();
  router.use("/auth", (_request, response, next) => {
    response.set("cache-control", "no-store");
    next();
  });
  if (signIn !== null) mountSignIn(router, signIn, options);
  router.use("/auth", () => {
    throw new ApiError(404, "not_found");
  });
  return router;
}

function mountSignIn(router: Router, signIn: SignIn, options: SignInRoutesOptions): void {
  const { logger, audit, limits, basePath } = options;
  async function depart(request: Request, response: Response): Promise<void> {
    const wanted = request.query["return"];
    const returnTo = basePath + safeReturnPath(typeof wanted === "string" ? wanted : "/");
    try {
      const { location, cookies } = await signIn.depart(returnTo);
      response.append("set-cookie", cookies).redirect(303, location);
    } catch (error) {
      answerFailure(request, response, error, returnTo);
    }
  }

  async function arrive(request: Request, response: Response): Promise<void> {
    try {
      const { admission, location, cookies } = await signIn.arrive(request);
      audit.record({ event: "signedIn", admission });
      response.append("set-cookie", cookies).redirect(303, location);
    } catch (error) {
      answerFailure(request, response, error, await signIn.returnPathOf(request));
    }
  }

  async function leave(request: Request, response: Response): Promise<void> {
    const { admission, isStored, location, cookies } = await signIn.leave(request);
    if (admission) audit.record({ event: "signedOut", admission });
    // 202: other backends will know when the database is back.
    response
      .status(isStored ? 200 : 202)
      .append("set-cookie", cookies)
      .json({ location });
  }

  function answerFailure(request: Request, response: Response, error: unknown, returnTo: string): void {
    if (!(error instanceof AccessRefusal)) throw error;
    logger.warn({ reason: error.reason, cause: causeOf(error) }, "sign-in failed");
    if (request.accepts(["json", "html"]) !== "html") throw error;
    const [path = "/", query] = returnTo.split("?", 2);
    const parameters = new URLSearchParams(query);
    parameters.set("signIn", outcomeOf(error));
    response.redirect(303, `${path}?${parameters.toString()}`);
  }

  // Limited by address: there is no viewer yet.
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

/** For the log; openid-client's messages hold no secrets. */
function causeOf({ cause }: AccessRefusal): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code, error } = cause as { code?: unknown; error?: unknown };
  return [cause.name, code, error, cause.message].filter((part) => typeof part === "string").join(": ");
}

function outcomeOf({ reason }: AccessRefusal): "denied" | "failed" | "unavailable" {
  if (reason === "unavailable") return "unavailable";
  return reason === "notSignedIn" || reason === "badClaim" || reason === "unfitToken" ? "denied" : "failed";
}
