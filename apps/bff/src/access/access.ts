import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Gate } from "./admission.ts";
import { createBearerTokens } from "./bearer-tokens.ts";
import { createGate, openGate } from "./gate.ts";
import { createIdentityProvider } from "./identity-provider.ts";
import { createMask } from "./mask.ts";
import { createScopeBook } from "./scope-book.ts";
import { createSessions } from "./sessions.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";

/** Who is let in, by whichever ways are configured. */
export interface Access {
  readonly gate: Gate;
  /** null: nobody signs in here. */
  readonly signIn: SignIn | null;
}

export function createAccess({ access, accounts: [first] }: Config, clock: Clock): Access {
  const scopes = createScopeBook(createMask(access.maskForViewers, first.credentials.secretKey));
  const tokens = access.tokens && createBearerTokens({ config: access.tokens, clock, scopes });
  if (access.signIn === null) return { gate: tokens ? createGate(tokens, null) : openGate, signIn: null };
  const config = access.signIn;
  const provider = createIdentityProvider(config, clock);
  const sessions = createSessions({ config, clock, scopes, provider });
  return { gate: createGate(tokens, sessions), signIn: createSignIn({ config, clock, provider, sessions }) };
}
