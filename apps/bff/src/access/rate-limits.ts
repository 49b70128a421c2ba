import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Calls per viewer; a page in use stays far below. */
const perMinute = {
  history: 600,
  export: 30,
  refresh: 60,
  /** Campaigns, not calls. */
  preview: 1200,
  write: 300,
  focus: 600,
  /** By address, which a company may share. */
  signIn: 600,
  signOut: 120,
} as const;

export type RateLimit = keyof typeof perMinute;

export class RateLimited extends Error {
  override readonly name = "RateLimited";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("Too many requests");
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type RateLimits = ReturnType<typeof createRateLimits>;

/** Counted by this process alone, not across backends. */
export function createRateLimits() {
  const limiters = new Map(
    Object.entries(perMinute).map(([name, points]) => [
      name,
      new RateLimiterMemory({ points, duration: 60, keyPrefix: name }),
    ]),
  );
  return {
    async spend(limit: RateLimit, who: string, points = 1): Promise<void> {
      try {
        await limiters.get(limit)?.consume(who, points);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new RateLimited(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
      }
    },
  };
}
