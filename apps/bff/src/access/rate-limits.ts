import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** How often one viewer may ask for what is costly, a minute; a page in use stays far below. */
const perMinute = {
  /** The cards of a long board each ask for one. */
  history: 600,
  export: 30,
  /** Each is a request to the upstream. */
  refresh: 60,
  /** Counted by campaign. */
  preview: 1200,
  write: 300,
  /** What shows on a screen, told by each open page every few seconds. */
  focus: 600,
  /** By address, which a whole company may share. */
  signIn: 600,
  signOut: 120,
} as const;

export type RateLimit = keyof typeof perMinute;

/** Somebody asked too often. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("Asked too often");
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface RateLimits {
  /** @param who whoever it is that shares the allowance. Rejects with RateLimited. */
  spend(limit: RateLimit, who: string, points?: number): Promise<void>;
}

/** Counted in this process: each of several backends has an allowance of its own. */
export function createRateLimits(): RateLimits {
  const limiters = new Map(
    Object.entries(perMinute).map(([name, points]) => [
      name,
      new RateLimiterMemory({ points, duration: 60, keyPrefix: name }),
    ]),
  );
  return {
    async spend(limit, who, points = 1) {
      try {
        await limiters.get(limit)?.consume(who, points);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new RateLimited(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
      }
    },
  };
}
