import { hash } from "node:crypto";
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { TokenConfig } from "../config/access-config.ts";
import { AccessRefusal } from "./access-refusal.ts";
import type { Admission } from "./admission.ts";
import type { ScopeBook } from "./scope-book.ts";
import { tokenKeysOf } from "./token-keys.ts";
import { refusalOf } from "./token-refusal.ts";
import { viewerOf } from "./viewer-claim.ts";

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
