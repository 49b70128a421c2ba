import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Gate } from "./admission.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { createGate, openGate } from "./gate.ts";
import { createScopeBook } from "./scope-book.ts";
import type { SignIn } from "./sign-in.ts";

/** Who is let in, by whichever ways are configured. */
export interface Access {
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

/** What only one way needs, such as OpenID Connect, is loaded where that way is configured. */
export async function createAccess({ config, clock, logger, endedSessions }: AccessOptions): Promise<Access> {
  const {
    access,
    accounts: [first],
  } = config;
  const scopes = createScopeBook(access.maskForViewers, first.credentials.secretKey);
  const tokens =
    access.tokens &&
    (await import("./bearer-tokens.ts")).createBearerTokens({
      config: access.tokens,
      clock,
      scopes,
      onKeys(error) {
        if (error === null) logger.info("the portal's keys can be fetched again");
        else logger.error({ err: error }, "the portal's keys cannot be fetched; trying again");
      },
    });
  if (access.signIn === null) return { gate: tokens ? createGate(tokens, null) : openGate, signIn: null };
  const { openSignIn } = await import("./open-sign-in.ts");
  const { signIn, sessions } = openSignIn({ config: access.signIn, clock, scopes, ended: endedSessions });
  return { gate: createGate(tokens, sessions), signIn };
}
