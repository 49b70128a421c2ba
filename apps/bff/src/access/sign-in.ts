import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { publicUrlOf } from "../config/base-path.ts";
import { AccessRefusal } from "./admission.ts";
import { createIdentityProvider } from "./identity-provider.ts";
import {
  type Cookie,
  createCookie,
  createSealedBox,
  createSessions,
  type SessionsOptions,
} from "./sessions.ts";
import { callbackPath, safeReturnPath, signOutPath } from "./sign-in-paths.ts";

type OpenSignInOptions = Omit<SessionsOptions, "provider"> & { readonly clock: Clock };

export type SignIn = ReturnType<typeof openSignIn>["signIn"];

const ticketSeconds = 900;

const ticketSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
});
const hintSchema = z.object({ idToken: z.string() });

/** To the identity provider and back. `location`: where to redirect the browser; `cookies`: Set-Cookie headers. */
export function openSignIn({ config, clock, scopes, ended }: OpenSignInOptions) {
  const provider = createIdentityProvider(config, clock);
  const sessions = createSessions({ config, clock, scopes, provider, ended });
  const tickets = createSealedBox(config.sessionSecret, "way to the identity provider", clock);
  const hints = createSealedBox(config.sessionSecret, "ID token", clock);
  const hintCookie = createCookie("cruiseboard-id", signOutPath, config.publicUrl);
  /** One per sign-in under way: several tabs may be at the provider. */
  const ticketCookie = (state: string): Cookie =>
    createCookie(`cruiseboard-way-${hash("sha256", state).slice(0, 12)}`, callbackPath, config.publicUrl);

  const home = config.publicUrl.pathname;
  const urlOf = (request: IncomingMessage) => publicUrlOf(request.url ?? "/", config.publicUrl);

  async function ticketOf(request: IncomingMessage) {
    const state = urlOf(request).searchParams.get("state");
    const sealed = state && ticketCookie(state).of(request);
    const parsed = ticketSchema.safeParse(sealed && (await tickets.open(sealed)));
    return parsed.success ? parsed.data : null;
  }

  const signIn = {
    async depart(returnTo: string) {
      const { url, departure } = await provider.depart();
      const until = clock.now() + ticketSeconds * 1000;
      const ticket = await tickets.seal({ ...departure, returnTo: safeReturnPath(returnTo) }, until);
      return {
        location: url.href,
        cookies: [ticketCookie(departure.state).set(ticket, ticketSeconds)],
      };
    },
    async arrive(request: IncomingMessage) {
      const ticket = await ticketOf(request);
      if (!ticket) throw new AccessRefusal("missing", "This sign-in was not started here, or has expired");
      const grant = await provider.arrive(urlOf(request), ticket);
      // Ends every copy of the session that this one replaces.
      await sessions.end(request);
      const admission = await sessions.begin(grant);
      const until = clock.now() + config.longestSessionMs;
      const sealed = await hints.seal({ idToken: grant.idToken }, until);
      const hint = hintCookie.set(sealed, config.longestSessionMs / 1000);
      return {
        admission,
        location: ticket.returnTo,
        cookies: [admission.setCookie ?? [], hint, ticketCookie(ticket.state).clear()].flat(),
      };
    },
    returnPathOf: async (request: IncomingMessage) => (await ticketOf(request))?.returnTo ?? home,
    /** `admission` null: there was no session; `isStored` false: other backends do not know yet. */
    async leave(request: IncomingMessage) {
      const sealed = hintCookie.of(request);
      const hint = hintSchema.safeParse(sealed && (await hints.open(sealed)));
      const session = await sessions.end(request);
      const away = await provider
        .signOut(hint.success ? hint.data.idToken : null, session?.refreshToken ?? null)
        // The session ends here even if the provider fails.
        .catch(() => null);
      return {
        admission: session?.admission ?? null,
        isStored: session?.isStored ?? true,
        location: away?.href ?? home,
        cookies: [sessions.endCookie, hintCookie.clear()],
      };
    },
  };
  return { sessions, signIn };
}
