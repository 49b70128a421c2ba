import { createRemoteJWKSet, type JWTVerifyGetKey, type JWTVerifyOptions } from "jose";
import type { TokenConfig } from "./access-config.ts";

/** What a token's signature is held against. */
export interface TokenKeys {
  readonly key: Uint8Array | JWTVerifyGetKey;
  /** Whatever the token says of its algorithm, only these are tried. */
  readonly algorithms: NonNullable<JWTVerifyOptions["algorithms"]>;
}

/** An answer that takes longer, ms, counts as none. */
const fetchWithinMs = 5000;
/** A key that is not in the set makes it be fetched anew, but no more often than this, ms. */
const coolDownMs = 30_000;
/** Even if every key is known, the set is fetched anew after this, ms, so that a key that was withdrawn is one. */
const keepForMs = 600_000;

export function tokenKeysOf({ key }: TokenConfig): TokenKeys {
  if (key.kind === "secret") return { key: new TextEncoder().encode(key.secret), algorithms: ["HS256"] };
  return {
    key: createRemoteJWKSet(key.url, {
      timeoutDuration: fetchWithinMs,
      cooldownDuration: coolDownMs,
      cacheMaxAge: keepForMs,
    }),
    algorithms: ["RS256", "ES256"],
  };
}
