import { hash } from "node:crypto";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { TokenConfig } from "../config/access-config.ts";
import { AccessRefusal, type Admission, viewerOf } from "./admission.ts";
import type { ScopeBook } from "./scope.ts";

/** Admits whoever shows a token that a portal's backend minted. */
export interface BearerTokens {
  /** At once for a token that was verified before. Rejects with AccessRefusal. */
  admit(token: string): Admission | Promise<Admission>;
}

interface BearerTokensOptions {
  readonly config: TokenConfig;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly onKeys: (error: unknown) => void;
  readonly scopes: ScopeBook;
}

/** How much the clocks of whoever mints and of this machine may differ, s. */
export const clockToleranceSeconds = 60;
/** Tokens in use at a time; a page has one, and a new one every few minutes. */
const mostRemembered = 10_000;
/** Those that have expired are let go of this often at the most, ms, when a new one comes. */
const sweptEveryMs = 60_000;

export function createBearerTokens(options: BearerTokensOptions): BearerTokens {
  const { config, clock, scopes } = options;
  const { key, algorithms } = tokenKeysOf(options);
  // By hash, so that a look into the memory shows no token.
  const verified = new LRUCache<string, Admission>({ max: mostRemembered });
  let sweptAt = clock.now();

  async function verify(token: string): Promise<JWTPayload> {
    const options = {
      algorithms,
      audience: config.audience,
      ...(config.issuer !== null && { issuer: config.issuer }),
      requiredClaims: ["exp"],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.now()),
    };
    try {
      // The overloads tell a key from a way to get one, but take no either-or.
      return (await jwtVerify(token, key as JWTVerifyGetKey, options)).payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** A token names whatever its viewer may see, which may be long; a day of them would stay here otherwise. */
  function sweep(now: number): void {
    if (Math.abs(now - sweptAt) < sweptEveryMs) return;
    sweptAt = now;
    const expired = [...verified].filter(([, { until }]) => until <= now);
    for (const [id] of expired) verified.delete(id);
  }

  async function admitNew(token: string, id: string): Promise<Admission> {
    const claims = await verify(token);
    const viewer = viewerOf(claims);
    const until = ((claims.exp ?? 0) + clockToleranceSeconds) * 1000;
    if (until - clock.now() > config.longestLifeMs + 2 * clockToleranceSeconds * 1000)
      throw new AccessRefusal(
        "livesTooLong",
        `The token is valid for more than ${config.longestLifeMs / 3_600_000} hours (EMBED_JWT_MAX_HOURS)`,
      );
    const admission: Admission = {
      viewer,
      scope: scopes.scopeOf(viewer),
      by: "bearer",
      until,
      setCookie: null,
    };
    sweep(clock.now());
    verified.set(id, admission);
    return admission;
  }

  return {
    admit(token) {
      const id = hash("sha256", token, "base64url");
      const known = verified.get(id);
      // One that has expired meanwhile is verified again, to be refused in the same words as any other.
      return known && clock.now() < known.until ? known : admitNew(token, id);
    },
  };
}

/** What a token's signature is held against. */
interface TokenKeys {
  readonly key: Uint8Array | JWTVerifyGetKey;
  /** Whatever the token says of its algorithm, only these are tried. */
  readonly algorithms: NonNullable<JWTVerifyOptions["algorithms"]>;
}

interface TokenKeysOptions {
  readonly config: TokenConfig;
  readonly clock: Pick<Clock, "monotonic">;
  /** The portal's keys cannot be fetched; called once until they can be again (null). */
  readonly onKeys: (error: unknown) => void;
}

/** An answer that takes longer, ms, counts as none. */
const fetchWithinMs = 5000;
/** The set is fetched no more often than this, ms, whatever tokens name. */
const coolDownMs = 30_000;
/** After failures in a row it is fetched again so much later, ms. */
const retryAfterMs = [1000, 2000, 4000, 8000, 16_000, 32_000, 45_000];
/** Even if every key is known, the set is fetched anew after this, ms, so that a key that was withdrawn is one. */
const refetchAfterMs = 600_000;
/** While it cannot be fetched, known keys are good for this long, ms. */
const goodForMs = 3_600_000;

function tokenKeysOf({ config: { key }, clock, onKeys }: TokenKeysOptions): TokenKeys {
  if (key.kind === "secret") return { key: new TextEncoder().encode(key.secret), algorithms: ["HS256"] };
  return { key: rememberedKeys(key.url, clock, onKeys), algorithms: ["RS256", "ES256"] };
}

function rememberedKeys(
  url: URL,
  clock: Pick<Clock, "monotonic">,
  onKeys: (error: unknown) => void,
): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(url, { timeoutDuration: fetchWithinMs });
  let known: { keys: ReturnType<typeof createLocalJWKSet>; at: number } | null = null;
  let nextAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let trying: Promise<void> | null = null;
  let failure: unknown = null;

  async function fetchKeys(): Promise<void> {
    try {
      await remote.reload();
      nextAt = clock.monotonic() + coolDownMs;
      failures = 0;
      known = { keys: createLocalJWKSet(remote.jwks() as JSONWebKeySet), at: clock.monotonic() };
      if (failure !== null) onKeys(null);
      failure = null;
    } catch (error) {
      if (failure === null) onKeys(error);
      failure = error;
      nextAt = clock.monotonic() + (retryAfterMs[Math.min(failures, retryAfterMs.length - 1)] ?? 0);
      failures += 1;
    }
  }

  /** Everybody who asks meanwhile waits for the same answer. */
  function refetch(): Promise<void> {
    if (trying || clock.monotonic() < nextAt) return trying ?? Promise.resolve();
    trying = fetchKeys().finally(() => {
      trying = null;
    });
    return trying;
  }

  function ageMs(): number {
    return known === null ? Number.POSITIVE_INFINITY : clock.monotonic() - known.at;
  }

  return async (header, token) => {
    if (ageMs() >= refetchAfterMs) await refetch();
    if (known === null || ageMs() >= goodForMs) throw failure ?? new errors.JWKSTimeout();
    try {
      return await known.keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refetch();
      return known.keys(header, token);
    }
  };
}

/** Why a token is refused, in words that help whoever mints them. */
function refusalOf(error: unknown): AccessRefusal {
  if (error instanceof errors.JWTExpired) return new AccessRefusal("expired", "The token has expired");
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new AccessRefusal("badSignature", "The token's signature is not of the key that is expected");
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new AccessRefusal("wrongAlgorithm", "The token's algorithm is not one that is accepted here");
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return new AccessRefusal("unknownKey", "The token names no key of the portal's set (kid)");
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid || isForeign(error))
    return new AccessRefusal("malformed", "The token is not a signed JWT");
  return new AccessRefusal("unavailable", "The portal's keys cannot be fetched at present");
}

/** Something that a token may say and that is not supported here, such as a critical extension. */
function isForeign(error: unknown): boolean {
  return error instanceof errors.JOSENotSupported;
}

function claimRefusal({ claim, reason }: errors.JWTClaimValidationFailed): AccessRefusal {
  if (reason === "missing") return new AccessRefusal("malformed", `The token has no claim ${claim}`);
  if (claim === "aud") return new AccessRefusal("wrongAudience", "The token is for another audience");
  if (claim === "iss") return new AccessRefusal("wrongIssuer", "The token is of another issuer");
  if (claim === "nbf") return new AccessRefusal("notYetValid", "The token is not valid yet");
  return new AccessRefusal("malformed", `The token's claim ${claim} is malformed`);
}
