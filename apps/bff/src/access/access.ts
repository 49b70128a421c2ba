import type { IncomingMessage } from "node:http";
import type { Viewer } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { AccessRefusal, type Admission, type Gate } from "./admission.ts";
import { type ApiKeys, apiKeyPrefix } from "./api-keys.ts";
import { type BearerTokens, createBearerTokens } from "./bearer-tokens.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { createScopeBook, everything } from "./scope.ts";
import type { Sessions } from "./sessions.ts";

interface AccessOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  readonly endedSessions: EndedSessions;
  readonly apiKeys: ApiKeys;
}

export async function createAccess({ config, clock, logger, endedSessions, apiKeys }: AccessOptions) {
  const { access, accounts } = config;
  const scopes = createScopeBook(access.maskForViewers, accounts[0].credentials.secretKey);
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
  const admitKey = (token: string) => apiKeys.admit(token, scopes);
  const isOpen = tokens === null && access.signIn === null;
  if (access.signIn === null) return { gate: createGate({ admitKey, tokens, isOpen }), signIn: null };
  // Lazy: openid-client is a tenth of a start.
  const { openSignIn } = await import("./sign-in.ts");
  const { signIn, sessions } = openSignIn({ config: access.signIn, clock, scopes, ended: endedSessions });
  return { gate: createGate({ admitKey, tokens, sessions, isOpen }), signIn };
}

/** Without an access mode only this machine can connect, and everyone on it is a manager. */
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

interface Gates {
  readonly admitKey: (token: string) => Admission;
  readonly tokens: BearerTokens | null;
  readonly sessions?: Sessions;
  readonly isOpen: boolean;
}

/** A token wins over a session: a page sets it per request, while a browser sends its cookies by itself. */
function createGate({ admitKey, tokens, sessions, isOpen }: Gates): Gate {
  function admitRegistrar(request: IncomingMessage): Admission | Promise<Admission> {
    const token = bearerTokenOf(request);
    if (token?.startsWith(apiKeyPrefix)) return admitKey(token);
    if (isOpen) return openAdmission;
    if (tokens && token !== null) return tokens.admit(token);
    const admission = sessions?.admit(request);
    if (admission) return admission;
    throw new AccessRefusal("missing", "No session, and no token was sent");
  }

  return {
    admitRegistrar,
    admit(request) {
      const admission = admitRegistrar(request);
      if (!(admission instanceof Promise) && admission.registersOnly)
        throw new AccessRefusal("role", "This call takes the role viewer or manager; yours is registrar");
      return admission;
    },
  };
}

const scheme = "bearer ";

function bearerTokenOf({ headers: { authorization } }: IncomingMessage): string | null {
  // Runs on every poll: a regular expression would cost as much as hashing the token.
  if (authorization?.slice(0, scheme.length).toLowerCase() !== scheme) return null;
  return authorization.slice(scheme.length).trim() || null;
}
