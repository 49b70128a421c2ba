import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from "jose";
import type { Clock } from "../clock.ts";
import type { TokenConfig } from "../config/access-config.ts";

/** What a token's signature is held against. */
export interface TokenKeys {
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

export function tokenKeysOf({ config: { key }, clock, onKeys }: TokenKeysOptions): TokenKeys {
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
