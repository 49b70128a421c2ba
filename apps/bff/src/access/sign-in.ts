import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { SignInConfig } from "../config/access-config.ts";
import { AccessRefusal, type Admission } from "./admission.ts";
import { type Cookie, createCookie, createSealedBox } from "./cookies.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { createIdentityProvider, type IdentityProvider } from "./identity-provider.ts";
import type { ScopeBook } from "./scope.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { callbackPath, safeReturnPath, signOutPath } from "./sign-in-paths.ts";

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

/** The way to the identity provider and back. */
export interface SignIn {
  /** Where to send the browser, and the cookie by which it is known when it comes back to `returnTo`. */
  depart(returnTo: string): Promise<{ readonly location: string; readonly cookies: readonly string[] }>;
  /** Whom it brings. Rejects with AccessRefusal; `returnPathOf` tells where it was going all the same. */
  arrive(request: IncomingMessage): Promise<Arrival>;
  /** Where a browser that comes back wanted to go; "/" if that is not known. */
  returnPathOf(request: IncomingMessage): Promise<string>;
  /** Where to send the browser of somebody who leaves, and the cookies that end the session here. */
  leave(request: IncomingMessage): Promise<Leave>;
}

interface Leave {
  /** Whose session it was; null: nobody's. */
  readonly admission: Admission | null;
  /** Whether every backend hears of it; if not yet, the database is away. */
  readonly isStored: boolean;
  readonly location: string;
  readonly cookies: readonly string[];
}

interface Arrival {
  readonly admission: Admission;
  readonly location: string;
  readonly cookies: readonly string[];
}

interface SignInOptions {
  readonly config: SignInConfig;
  readonly clock: Pick<Clock, "now">;
  readonly provider: IdentityProvider;
  readonly sessions: Sessions;
}

/** Time to sign in at the provider, s. */
const wayTakesSeconds = 900;

const ticketSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
});
const hintSchema = z.object({ idToken: z.string() });

function createSignIn({ config, clock, provider, sessions }: SignInOptions): SignIn {
  const tickets = createSealedBox(config.sessionSecret, "way to the identity provider", clock);
  const hints = createSealedBox(config.sessionSecret, "ID token", clock);
  const hintCookie = createCookie("cruiseboard-id", signOutPath, config.publicUrl);
  /** One for each way that is under way, as several tabs may be at once. */
  const ticketCookie = (state: string): Cookie =>
    createCookie(`cruiseboard-way-${hash("sha256", state).slice(0, 12)}`, callbackPath, config.publicUrl);

  const whole = (request: IncomingMessage) => new URL(request.url ?? "/", config.publicUrl);

  async function ticketOf(request: IncomingMessage) {
    const state = whole(request).searchParams.get("state");
    const sealed = state && ticketCookie(state).of(request);
    const parsed = ticketSchema.safeParse(sealed && (await tickets.open(sealed)));
    return parsed.success ? parsed.data : null;
  }

  return {
    async depart(returnTo) {
      const { url, departure } = await provider.depart();
      const until = clock.now() + wayTakesSeconds * 1000;
      const ticket = await tickets.seal({ ...departure, returnTo: safeReturnPath(returnTo) }, until);
      return {
        location: url.href,
        cookies: [ticketCookie(departure.state).set(ticket, wayTakesSeconds)],
      };
    },
    async arrive(request) {
      const ticket = await ticketOf(request);
      if (!ticket) throw new AccessRefusal("missing", "This sign-in was not begun here, or too long ago");
      const grant = await provider.arrive(whole(request), ticket);
      // A copy of the session that this one takes the place of ends with it.
      await sessions.end(request);
      const admission = await sessions.begin(grant);
      // Kept for signing out, as long as the session may last.
      const until = clock.now() + config.longestSessionMs;
      const hint = hintCookie.set(
        await hints.seal({ idToken: grant.idToken }, until),
        config.longestSessionMs / 1000,
      );
      return {
        admission,
        location: ticket.returnTo,
        cookies: [admission.setCookie ?? [], hint, ticketCookie(ticket.state).clear()].flat(),
      };
    },
    returnPathOf: async (request) => (await ticketOf(request))?.returnTo ?? "/",
    async leave(request) {
      const sealed = hintCookie.of(request);
      const hint = hintSchema.safeParse(sealed && (await hints.open(sealed)));
      const session = await sessions.end(request);
      const away = await provider
        .signOut(hint.success ? hint.data.idToken : null, session?.refreshToken ?? null)
        // Here somebody can leave whatever the provider does.
        .catch(() => null);
      return {
        admission: session?.admission ?? null,
        isStored: session?.isStored ?? true,
        location: away?.href ?? "/",
        cookies: [sessions.endCookie, hintCookie.clear()],
      };
    },
  };
}
