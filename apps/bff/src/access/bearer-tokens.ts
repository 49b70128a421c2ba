import { hash } from "node:crypto";
import * as jose from "jose";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { TokenConfig } from "../config/access-config.ts";
import { AccessRefusal, type Admission, viewerOf } from "./admission.ts";
import type { ScopeBook } from "./scope.ts";

interface BearerTokensOptions {
  readonly config: TokenConfig;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  /** The portal's keys cannot be fetched; null: they can be again. */
  readonly onKeys: (error: unknown) => void;
  readonly scopes: ScopeBook;
}

export const clockToleranceSeconds = 60;
const clockToleranceMs = clockToleranceSeconds * 1000;
const mostRemembered = 10_000;

export type BearerTokens = ReturnType<typeof createBearerTokens>;

export function createBearerTokens(options: BearerTokensOptions) {
  const { config, clock, scopes, onKeys } = options;
  // The configuration alone decides the algorithms, never the token.
  const [key, algorithms] =
    config.key.kind === "secret"
      ? [new TextEncoder().encode(config.key.secret), ["HS256"]]
      : [rememberedKeys(config.key.url, clock, onKeys), ["RS256", "ES256"]];
  // Keyed by hash: memory dumps hold no tokens.
  const verified = new LRUCache<string, Admission>({ max: mostRemembered });

  async function verify(token: string): Promise<jose.JWTPayload> {
    const options = {
      algorithms,
      audience: config.audience,
      ...(config.issuer !== null && { issuer: config.issuer }),
      requiredClaims: ["exp"],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.now()),
    };
    try {
      // No overload takes a union of a key and a function.
      return (await jose.jwtVerify(token, key as jose.JWTVerifyGetKey, options)).payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  async function admitNew(token: string, id: string): Promise<Admission> {
    const claims = await verify(token);
    const viewer = viewerOf(claims);
    const until = (claims.exp ?? 0) * 1000 + clockToleranceMs;
    if (until - clock.now() > config.longestLifeMs + 2 * clockToleranceMs)
      throw new AccessRefusal(
        "livesTooLong",
        `The token is valid for more than ${config.longestLifeMs / 3_600_000} hours (EMBED_JWT_MAX_HOURS)`,
      );
    const admission: Admission = { viewer, scope: scopes.scopeOf(viewer), by: "bearer", until };
    verified.set(id, admission);
    return admission;
  }

  return {
    /** Rejects with AccessRefusal. */
    async admit(token: string): Promise<Admission> {
      const id = hash("sha256", token, "base64url");
      const known = verified.get(id);
      return known && clock.now() < known.until ? known : admitNew(token, id);
    },
  };
}

const fetchTimeoutMs = 5000;
/** Unknown key ids in tokens do not fetch the set more often. */
const coolDownMs = 30_000;
const retryAfterMs = [1000, 2000, 4000, 8000, 16_000, 32_000, 45_000];
/** Then withdrawn keys are no longer accepted. */
const refetchAfterMs = 600_000;
/** How long keys are used while the set cannot be fetched. */
const validForMs = 3_600_000;

function rememberedKeys(
  url: URL,
  clock: Pick<Clock, "monotonic">,
  onKeys: (error: unknown) => void,
): jose.JWTVerifyGetKey {
  const remote = jose.createRemoteJWKSet(url, { timeoutDuration: fetchTimeoutMs });
  let known: { keys: ReturnType<typeof jose.createLocalJWKSet>; at: number } | null = null;
  let nextAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let trying: Promise<void> | null = null;
  let failure: unknown = null;

  async function fetchKeys(): Promise<void> {
    try {
      await remote.reload();
      nextAt = clock.monotonic() + coolDownMs;
      failures = 0;
      known = { keys: jose.createLocalJWKSet(remote.jwks() as jose.JSONWebKeySet), at: clock.monotonic() };
      if (failure !== null) onKeys(null);
      failure = null;
    } catch (error) {
      if (failure === null) onKeys(error);
      failure = error;
      nextAt = clock.monotonic() + (retryAfterMs[Math.min(failures, retryAfterMs.length - 1)] ?? 0);
      failures += 1;
    }
  }

  async function refetch(): Promise<void> {
    if (clock.monotonic() >= nextAt) trying ??= fetchKeys().finally(() => (trying = null));
    await trying;
  }

  const ageMs = () => (known === null ? Number.POSITIVE_INFINITY : clock.monotonic() - known.at);

  return async (header, token) => {
    if (ageMs() >= refetchAfterMs) await refetch();
    if (known === null || ageMs() >= validForMs) throw failure ?? new jose.errors.JWKSTimeout();
    try {
      return await known.keys(header, token);
    } catch (error) {
      if (!(error instanceof jose.errors.JWKSNoMatchingKey)) throw error;
      await refetch();
      return known.keys(header, token);
    }
  };
}

function refusalOf(error: unknown): AccessRefusal {
  if (error instanceof jose.errors.JWTExpired) return new AccessRefusal("expired", "The token has expired");
  if (error instanceof jose.errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof jose.errors.JWSSignatureVerificationFailed)
    return new AccessRefusal("badSignature", "The token's signature is not of the key that is expected");
  if (error instanceof jose.errors.JOSEAlgNotAllowed)
    return new AccessRefusal("wrongAlgorithm", "The token's algorithm is not one that is accepted here");
  if (error instanceof jose.errors.JWKSNoMatchingKey || error instanceof jose.errors.JWKSMultipleMatchingKeys)
    return new AccessRefusal("unknownKey", "The token names no key of the portal's set (kid)");
  // Unsupported: such as a critical extension.
  if (
    [jose.errors.JWTInvalid, jose.errors.JWSInvalid, jose.errors.JOSENotSupported].some(
      (kind) => error instanceof kind,
    )
  )
    return new AccessRefusal("malformed", "The token is not a signed JWT");
  return new AccessRefusal("unavailable", "The portal's keys cannot be fetched at present");
}

function claimRefusal({ claim, reason }: jose.errors.JWTClaimValidationFailed): AccessRefusal {
  if (reason === "missing") return new AccessRefusal("malformed", `The token has no claim ${claim}`);
  if (claim === "aud") return new AccessRefusal("wrongAudience", "The token is for another audience");
  if (claim === "iss") return new AccessRefusal("wrongIssuer", "The token is of another issuer");
  if (claim === "nbf") return new AccessRefusal("notYetValid", "The token is not valid yet");
  return new AccessRefusal("malformed", `The token's claim ${claim} is malformed`);
}
