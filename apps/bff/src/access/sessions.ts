import { hash, hkdfSync, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { parseCookie, stringifySetCookie } from "cookie";
import { EncryptJWT, type JWTPayload, jwtDecrypt } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { SignInConfig } from "../config/access-config.ts";
import { publicUrlOf } from "../config/base-path.ts";
import { AccessRefusal, type Admission, viewerOf } from "./admission.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import type { Grant, IdentityProvider } from "./identity-provider.ts";
import type { ScopeBook } from "./scope.ts";

export interface SessionsOptions {
  readonly config: SignInConfig;
  readonly clock: Pick<Clock, "now">;
  readonly scopes: ScopeBook;
  readonly provider: Pick<IdentityProvider, "renew">;
  readonly ended: Pick<EndedSessions, "has" | "end">;
}

/** Renewal starts this long before the claims expire, or a fifth of their lifetime if that is longer. */
const renewAheadMs = 60_000;
const retryRenewalAfterMs = 15_000;
const mostRemembered = 10_000;
/** Browsers silently drop cookies above 4096 bytes, name and attributes included. */
const longestCookie = 3900;

/** Claims are kept as they were verified: a newer version may read more from them. */
const contentSchema = z.object({
  sessionId: z.string(),
  endsAt: z.number(),
  claims: z.record(z.string(), z.unknown()),
  until: z.number(),
  renewAt: z.number(),
  refreshToken: z.string().nullable(),
});
type Content = z.infer<typeof contentSchema>;

interface Session {
  readonly content: Content;
  readonly admission: Admission;
  /** With the cookie, for browsers that do not have it yet. */
  readonly carrying: Admission;
  renewal: Promise<Session> | null;
  /** Epoch ms; infinite: the provider refused to renew it. */
  renewAt: number;
  /** The renewed session: browsers may send the old cookie for a while. */
  successor: Session | null;
}

const keptClaims = ["iss", "sub", "name", "preferred_username", "email", "cruiseboard"];

/** A session is a sealed cookie: every backend with the secret can open it, and the database holds those that ended. */
export function createSessions({ config, clock, scopes, provider, ended }: SessionsOptions) {
  const cookie = createCookie("cruiseboard", "/", config.publicUrl);
  const box = createSealedBox(config.sessionSecret, "session", clock);
  const known = new LRUCache<string, Session>({ max: mostRemembered });

  function makeSession(content: Content, setCookie?: string): Session {
    const viewer = viewerOf(content.claims);
    const scope = scopes.scopeOf(viewer);
    const admission: Admission = { viewer, scope, by: "session", until: content.until };
    const carrying = setCookie === undefined ? admission : { ...admission, setCookie };
    return { content, admission, carrying, renewal: null, renewAt: content.renewAt, successor: null };
  }

  async function open(sealed: string, id: string): Promise<Session> {
    const parsed = contentSchema.safeParse(await box.open(sealed));
    if (!parsed.success) throw isOver();
    // A concurrent request may have renewed it.
    const session = known.get(id) ?? makeSession(parsed.data);
    known.set(id, session);
    return session;
  }

  async function start(
    grant: Grant,
    { sessionId, endsAt }: Pick<Content, "sessionId" | "endsAt">,
  ): Promise<Session> {
    const now = clock.now();
    const content: Content = {
      sessionId,
      endsAt,
      claims: Object.fromEntries(keptClaims.map((name) => [name, grant.claims[name]])),
      until: Math.min(grant.until, endsAt),
      renewAt: grant.until - Math.max(renewAheadMs, (grant.until - now) / 5),
      refreshToken: grant.refreshToken,
    };
    const whole = await box.seal(content, endsAt);
    const kept = whole.length <= longestCookie ? whole : await sealShort(content);
    const session = makeSession(content, cookie.set(kept, Math.ceil((endsAt - now) / 1000)));
    known.set(idOf(kept), session);
    return session;
  }

  /** Without the refresh token, which may be long: the session then ends with its claims. */
  async function sealShort(content: Content): Promise<string> {
    const sealed = await box.seal({ ...content, refreshToken: null }, content.until);
    if (sealed.length <= longestCookie) return sealed;
    throw new AccessRefusal("badClaim", "The claim cruiseboard is too long for a session");
  }

  function renew(session: Session, refreshToken: string): Promise<Session> {
    session.renewal ??= renewOnce(session, refreshToken).finally(() => {
      session.renewal = null;
    });
    return session.renewal;
  }

  /** If it fails, the old claims stay valid until they expire. */
  async function renewOnce(session: Session, refreshToken: string): Promise<Session> {
    try {
      const grant = await provider.renew(refreshToken);
      const { claims } = session.content;
      if (grant.claims["sub"] !== claims["sub"] || grant.claims["iss"] !== claims["iss"])
        throw new AccessRefusal("unfitToken", "The identity provider renewed the session of another person");
      session.successor = await start(grant, session.content);
      return session.successor;
    } catch (error) {
      if (error instanceof AccessRefusal && error.reason === "unfitToken") {
        void end(session);
        throw error;
      }
      const isFinal = error instanceof AccessRefusal && error.reason !== "unavailable";
      session.renewAt = isFinal ? Number.POSITIVE_INFINITY : clock.now() + retryRenewalAfterMs;
      if (clock.now() >= session.content.until) throw error;
      return session;
    }
  }

  function end({ content: { sessionId, endsAt } }: Session): Promise<boolean> {
    return ended.end({ id: sessionId, until: endsAt });
  }

  async function admissionOf(session: Session): Promise<Admission> {
    const latest = latestOf(session);
    const { sessionId, until, endsAt, refreshToken } = latest.content;
    const now = clock.now();
    if (ended.has(sessionId) || now >= endsAt) throw isOver();
    const isValid = now < until;
    const isDue = isValid ? now >= latest.renewAt : Number.isFinite(latest.renewAt);
    const renews = refreshToken !== null && until < endsAt && isDue;
    if (!renews && !isValid) throw isOver();
    const shown = renews ? await renew(latest, refreshToken) : latest;
    // It may have ended during the renewal.
    if (ended.has(sessionId)) throw isOver();
    return shown === session ? shown.admission : shown.carrying;
  }

  return {
    /** null: the request has no cookie. Rejects with AccessRefusal. */
    async admit(request: IncomingMessage): Promise<Admission | null> {
      const sealed = cookie.of(request);
      if (sealed === null) return null;
      const id = idOf(sealed);
      return admissionOf(known.get(id) ?? (await open(sealed, id)));
    },
    async begin(grant: Grant): Promise<Admission> {
      const endsAt = clock.now() + config.longestSessionMs;
      return (await start(grant, { sessionId: randomUUID(), endsAt })).carrying;
    },
    /** Ends every copy of the session, valid or not; null: there is none. */
    async end(request: IncomingMessage) {
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

const isOver = (): AccessRefusal => new AccessRefusal("expired", "The session is over");

/** Keyed by hash: memory dumps hold no cookies. */
const idOf = (sealed: string) => hash("sha256", sealed, "base64url");

function latestOf(session: Session): Session {
  return session.successor ? latestOf(session.successor) : session;
}

export type Cookie = ReturnType<typeof createCookie>;

/** SameSite=Lax, so that links from other sites open a campaign. With TLS the prefix stops cookies set by sibling hosts. */
export function createCookie(name: string, ownPath: string, publicUrl: URL) {
  const secure = publicUrl.protocol === "https:";
  const path = publicUrlOf(ownPath, publicUrl).pathname.replace(/(.)\/$/, "$1");
  const prefix = path === "/" ? "__Host-" : "__Secure-";
  const fullName = secure ? `${prefix}${name}` : name;
  const attributes = { name: fullName, path, httpOnly: true, secure, sameSite: "lax" } as const;
  return {
    name: fullName,
    of: ({ headers }: IncomingMessage) => (headers.cookie && parseCookie(headers.cookie)[fullName]) || null,
    set: (value: string, maxAge: number) => stringifySetCookie({ ...attributes, value, maxAge }),
    clear: () => stringifySetCookie({ ...attributes, value: "", maxAge: 0 }),
  };
}

/** Encrypts and authenticates (JWE, A256GCM) what browsers store. Every backend with the secret can open it; each purpose has its own key. */
export function createSealedBox(secret: string, purpose: string, clock: Pick<Clock, "now">) {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", `cruiseboard ${purpose}`, 32));
  return {
    seal: (content: JWTPayload, until: number) =>
      new EncryptJWT(content)
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setExpirationTime(Math.floor(until / 1000))
        .encrypt(key),
    /** null: of another purpose, changed, or expired. */
    async open(sealed: string): Promise<JWTPayload | null> {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
          requiredClaims: ["exp"],
          currentDate: new Date(clock.now()),
        });
        return payload;
      } catch {
        return null;
      }
    },
  };
}
