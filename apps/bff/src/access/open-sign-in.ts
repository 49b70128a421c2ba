import type { Clock } from "../clock.ts";
import type { SignInConfig } from "../config/access-config.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { createIdentityProvider } from "./identity-provider.ts";
import type { ScopeBook } from "./scope-book.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";

interface OpenSignInOptions {
  readonly config: SignInConfig;
  readonly clock: Clock;
  readonly scopes: ScopeBook;
  readonly ended: Pick<EndedSessions, "has" | "end">;
}

/** How people sign in at the identity provider, and what remembers that they did. */
export function openSignIn({ config, clock, scopes, ended }: OpenSignInOptions): {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
} {
  const provider = createIdentityProvider(config, clock);
  const sessions = createSessions({ config, clock, scopes, provider, ended });
  return { sessions, signIn: createSignIn({ config, clock, provider, sessions }) };
}
