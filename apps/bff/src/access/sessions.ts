import { hash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { SignInConfig } from "../config/access-config.ts";
import { AccessRefusal, type Admission, viewerOf } from "./admission.ts";
import { createCookie, createSealedBox } from "./cookies.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import type { Grant, IdentityProvider } from "./identity-provider.ts";
import type { ScopeBook } from "./scope.ts";

/**
 * Who has signed in. A session is a sealed cookie, so that any backend with the same secret knows it; the database
 * remembers those that ended. What is remembered here only saves opening it again.
 */
export interface Sessions {
  /** At once for a session that was seen before. null: the request brings none. Rejects with AccessRefusal. */
  admit(request: IncomingMessage): Admission | Promise<Admission> | null;
  /** Whom a grant admits, and the cookie that carries it. */
  begin(grant: Grant): Promise<Admission>;
  /** Ends every copy of the session, whether its claims are valid or not; null: there is none. */
  end(request: IncomingMessage): Promise<LeftSession | null>;
  /** The Set-Cookie header that ends it. */
  readonly endCookie: string;
}

interface LeftSession {
  readonly admission: Admission;
  /** To be taken back at the provider. */
  readonly refreshToken: string | null;
  /** Whether other backends hear of it; if not yet, the database is away. */
  readonly isStored: boolean;
}

interface SessionsOptions {
  readonly config: SignInConfig;
  readonly clock: Pick<Clock, "now">;
  readonly scopes: ScopeBook;
  readonly provider: Pick<IdentityProvider, "renew">;
  readonly ended: Pick<EndedSessions, "has" | "end">;
}

/** A session is renewed when its claims are valid for no longer than this, ms, or than a fifth of what they were. */
const renewedAheadMs = 60_000;
/** After a renewal that failed, the next is tried after this, ms; until they expire the old claims hold. */
const renewedAgainAfterMs = 15_000;
const mostRemembered = 10_000;
/** Browsers drop cookies above 4096 bytes, name and attributes included, and say nothing. */
const longestCookie = 3900;

/** What is sealed. The claims as they were verified, so that a newer version may read more out of them. */
const contentSchema = z.object({
  /** The same in all that it is renewed to. */
  sessionId: z.string(),
  /** The absolute end, epoch ms. */
  endsAt: z.number(),
  claims: z.record(z.string(), z.unknown()),
  until: z.number(),
  renewAt: z.number(),
  refreshToken: z.string().nullable(),
});
type Content = z.infer<typeof contentSchema>;
type Lifetime = Pick<Content, "sessionId" | "endsAt">;

interface Session {
  readonly content: Content;
  readonly admission: Admission;
  /** The same for whoever does not have its cookie yet. */
  readonly carrying: Admission;
  /** The attempt to renew it that is under way. */
  renewal: Promise<Session> | null;
  /** Not before this, epoch ms; infinite: the provider does not vouch for this person any more. */
  renewAt: number;
  /** What came of it: browsers may go on sending the old cookie for a while. */
  successor: Session | null;
}

/** Of an ID token, what tells who somebody is. */
const claimsKept = ["iss", "sub", "name", "preferred_username", "email", "cruiseboard"];

export function createSessions({ config, clock, scopes, provider, ended }: SessionsOptions): Sessions {
  const cookie = createCookie("cruiseboard", "/", config.publicUrl);
  const box = createSealedBox(config.sessionSecret, "session", clock);
  const known = new LRUCache<string, Session>({ max: mostRemembered });

  function makeSession(content: Content, setCookie: string | null): Session {
    const viewer = viewerOf(content.claims);
    const scope = scopes.scopeOf(viewer);
    const admission: Admission = { viewer, scope, by: "session", until: content.until, setCookie: null };
    const carrying = { ...admission, setCookie };
    return { content, admission, carrying, renewal: null, renewAt: content.renewAt, successor: null };
  }

  async function open(sealed: string, id: string): Promise<Session> {
    const parsed = contentSchema.safeParse(await box.open(sealed));
    if (!parsed.success) throw isOver();
    // Another request may have opened it meanwhile; its renewal must not be missed.
    const session = known.get(id) ?? makeSession(parsed.data, null);
    known.set(id, session);
    return session;
  }

  async function start(grant: Grant, { sessionId, endsAt }: Lifetime): Promise<Session> {
    const now = clock.now();
    const content: Content = {
      sessionId,
      endsAt,
      claims: Object.fromEntries(claimsKept.map((name) => [name, grant.claims[name]])),
      until: Math.min(grant.until, endsAt),
      renewAt: grant.until - Math.max(renewedAheadMs, (grant.until - now) / 5),
      refreshToken: grant.refreshToken,
    };
    const whole = await box.seal(content, endsAt);
    const kept = whole.length <= longestCookie ? whole : await sealShort(content);
    const session = makeSession(content, cookie.set(kept, Math.ceil((endsAt - now) / 1000)));
    known.set(idOf(kept), session);
    return session;
  }

  /** Some providers' refresh tokens are long; without it the session ends with its claims. */
  async function sealShort(content: Content): Promise<string> {
    const sealed = await box.seal({ ...content, refreshToken: null }, content.until);
    if (sealed.length <= longestCookie) return sealed;
    throw new AccessRefusal("badClaim", "The claim cruiseboard is too long for a session");
  }

  /** Once, however many requests wait for it. Until the old claims expire they hold if it fails. */
  function renew(session: Session, refreshToken: string): Promise<Session> {
    session.renewal ??= renewed(session, refreshToken).finally(() => {
      session.renewal = null;
    });
    return session.renewal;
  }

  async function renewed(session: Session, refreshToken: string): Promise<Session> {
    try {
      const grant = await provider.renew(refreshToken);
      const { claims } = session.content;
      if (grant.claims["sub"] !== claims["sub"] || grant.claims["iss"] !== claims["iss"])
        throw new AccessRefusal("unfitToken", "The identity provider renewed the session for somebody else");
      session.successor = await start(grant, session.content);
      return session.successor;
    } catch (error) {
      if (error instanceof AccessRefusal && error.reason === "unfitToken") {
        void end(session);
        throw error;
      }
      const isFinal = error instanceof AccessRefusal && error.reason !== "unavailable";
      session.renewAt = isFinal ? Number.POSITIVE_INFINITY : clock.now() + renewedAgainAfterMs;
      if (clock.now() >= session.content.until) throw error;
      return session;
    }
  }

  function end({ content: { sessionId, endsAt } }: Session): Promise<boolean> {
    return ended.end({ id: sessionId, until: endsAt });
  }

  function admissionOf(session: Session): Admission | Promise<Admission> {
    const latest = latestOf(session);
    const { content, renewAt } = latest;
    const now = clock.now();
    const isValid = now < content.until;
    const show = (shown: Session) => {
      // A renewal may have taken until after the end.
      if (ended.has(content.sessionId)) throw isOver();
      return shown === session ? shown.admission : shown.carrying;
    };
    if (ended.has(content.sessionId) || now >= content.endsAt) throw isOver();
    const { refreshToken } = content;
    const mayRenew = content.until < content.endsAt && (isValid ? now >= renewAt : Number.isFinite(renewAt));
    if (refreshToken !== null && mayRenew) return renew(latest, refreshToken).then(show);
    if (isValid) return show(latest);
    throw isOver();
  }

  return {
    admit(request) {
      const sealed = cookie.of(request);
      if (sealed === null) return null;
      const id = idOf(sealed);
      const session = known.get(id);
      return session ? admissionOf(session) : open(sealed, id).then(admissionOf);
    },
    async begin(grant) {
      const endsAt = clock.now() + config.longestSessionMs;
      return (await start(grant, { sessionId: randomUUID(), endsAt })).carrying;
    },
    async end(request) {
      const sealed = cookie.of(request);
      if (sealed === null) return null;
      const session = await open(sealed, idOf(sealed)).catch(() => null);
      if (session === null) return null;
      const { admission, content } = latestOf(session);
      return { admission, refreshToken: content.refreshToken, isStored: await end(session) };
    },
    endCookie: cookie.clear(),
  };
}

function isOver(): AccessRefusal {
  return new AccessRefusal("expired", "The session is over");
}

/** By hash, so that a look into the memory shows no cookie. */
function idOf(sealed: string): string {
  return hash("sha256", sealed, "base64url");
}

function latestOf(session: Session): Session {
  let latest = session;
  while (latest.successor) latest = latest.successor;
  return latest;
}
