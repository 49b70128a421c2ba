import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { AccessRefusal, type Admission } from "./admission.ts";
import { type ApiKeys, apiKeyPrefix } from "./api-keys.ts";
import { createBearerTokens } from "./bearer-tokens.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { createScopeBook, everything } from "./scope.ts";

interface AccessOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  readonly endedSessions: EndedSessions;
  readonly apiKeys: ApiKeys;
}

export type Gate = Awaited<ReturnType<typeof createAccess>>["gate"];

export async function createAccess({ config, clock, logger, endedSessions, apiKeys }: AccessOptions) {
  const { access, accounts } = config;
  const scopes = createScopeBook(access.maskForViewers, accounts[0].keys[0].secretKey);
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
  // Lazy: openid-client is a tenth of a start.
  const opened =
    access.signIn &&
    (await import("./sign-in.ts")).openSignIn({ config: access.signIn, clock, scopes, ended: endedSessions });

  /** A token wins over a session: a page sets it per request, while a browser sends its cookies by itself. */
  async function identify(request: IncomingMessage): Promise<Admission> {
    const token = bearerTokenOf(request);
    if (token?.startsWith(apiKeyPrefix)) return apiKeys.admit(token, scopes);
    if (tokens === null && opened === null) return openAdmission;
    if (tokens && token !== null) return tokens.admit(token);
    const admission = await opened?.sessions.admit(request);
    if (admission) return admission;
    throw new AccessRefusal("missing", "No session, and no token was sent");
  }

  /** Rejects with AccessRefusal. */
  async function admit(request: IncomingMessage, isForRegistrars = false): Promise<Admission> {
    const admission = await identify(request);
    if (admission.registersOnly && !isForRegistrars)
      throw new AccessRefusal("role", "This call takes the role viewer or manager; yours is registrar");
    return admission;
  }

  return { gate: { admit }, signIn: opened?.signIn ?? null };
}

/** Without an access mode only this machine can connect, and everyone on it is a manager. */
const openAdmission: Admission = {
  viewer: { subject: "local", name: "Local manager", role: "manager", sdkAppIds: null, agents: null },
  scope: everything,
  by: "open",
  until: Number.POSITIVE_INFINITY,
};

function bearerTokenOf({ headers }: IncomingMessage): string | null {
  return /^bearer (.*)$/i.exec(headers.authorization ?? "")?.[1]?.trim() || null;
}
