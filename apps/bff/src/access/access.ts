import type { IncomingMessage } from "node:http";
import type { Viewer } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { AccessRefusal, type Admission, type Gate } from "./admission.ts";
import { type BearerTokens, createBearerTokens } from "./bearer-tokens.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { createScopeBook, everything } from "./scope.ts";
import type { Sessions } from "./sessions.ts";
import type { SignIn } from "./sign-in.ts";

/** Who is let in, by whichever ways are configured. */
interface Access {
  readonly gate: Gate;
  /** null: nobody signs in here. */
  readonly signIn: SignIn | null;
}

interface AccessOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  readonly endedSessions: EndedSessions;
}

/** Sign-in is loaded where it is configured: OpenID Connect is a tenth of a start. */
export async function createAccess({ config, clock, logger, endedSessions }: AccessOptions): Promise<Access> {
  const {
    access,
    accounts: [first],
  } = config;
  const scopes = createScopeBook(access.maskForViewers, first.credentials.secretKey);
  const tokens =
    access.tokens &&
    createBearerTokens({
      config: access.tokens,
      clock,
      scopes,
      onKeys(error) {
        if (error === null) logger.info("the portal's keys can be fetched again");
        else logger.error({ err: error }, "the portal's keys cannot be fetched; trying again");
      },
    });
  if (access.signIn === null) return { gate: tokens ? createGate(tokens, null) : openGate, signIn: null };
  const { openSignIn } = await import("./sign-in.ts");
  const { signIn, sessions } = openSignIn({ config: access.signIn, clock, scopes, ended: endedSessions });
  return { gate: createGate(tokens, sessions), signIn };
}

/** Whoever opens the page while no access mode is configured, which is possible on this machine only. */
const openAccessViewer: Viewer = Object.freeze({
  subject: "local",
  name: "Local manager",
  role: "manager",
  sdkAppIds: null,
  agents: null,
});

const openAdmission: Admission = Object.freeze({
  viewer: openAccessViewer,
  scope: everything,
  by: "open",
  until: Number.POSITIVE_INFINITY,
  setCookie: null,
});

/** Lets in whoever can reach it. */
const openGate: Gate = { admit: () => openAdmission };

/**
 * Lets in whoever shows a token or has signed in; null: that way is not configured. A token wins: it says for whom this
 * very request is, while a browser sends its cookies by itself.
 */
function createGate(tokens: BearerTokens | null, sessions: Pick<Sessions, "admit"> | null): Gate {
  return {
    admit(request) {
      const token = tokens && bearerTokenOf(request);
      if (tokens && token !== null) return tokens.admit(token);
      const admission = sessions?.admit(request);
      if (admission) return admission;
      throw new AccessRefusal("missing", "Nobody is signed in, and no token was sent");
    },
  };
}

const scheme = "bearer ";

/** null: another scheme, or none. What follows the scheme's name is judged by whoever verifies it. */
function bearerTokenOf({ headers }: IncomingMessage): string | null {
  const { authorization } = headers;
  // Every poll comes by here: a regular expression would cost as much as the hash that follows.
  if (authorization?.slice(0, scheme.length).toLowerCase() !== scheme) return null;
  return authorization.slice(scheme.length).trim() || null;
}
