import type { ObservationFailure } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";

/** Why a refresh brought nothing fresh. `failure` is the upstream's answer, if there was one. */
export class RefreshError extends Error {
  override readonly name = "RefreshError";
  readonly reason: "failed" | "notFound" | "busy" | "gone" | "stopped";
  readonly failure: ObservationFailure | null;

  constructor(reason: RefreshError["reason"], failure: ObservationFailure | null = null) {
    super(failure ? `${failure.code}: ${failure.message}` : reason);
    this.reason = reason;
    this.failure = failure;
  }

  /** As somebody is told it who may not read all of the failure. */
  masked(mask: (failure: ObservationFailure) => ObservationFailure): RefreshError {
    const masked = new RefreshError(this.reason, this.failure && mask(this.failure));
    // For the log.
    masked.cause = this;
    return masked;
  }
}

interface Waiting {
  resolve(campaign: TrackedCampaign): void;
  reject(error: RefreshError): void;
}

/** Users' refreshes, first come first served; everybody who asks for the same campaign shares one request. */
export interface RefreshQueue {
  ask(id: string): Promise<TrackedCampaign>;
  /** Takes the next campaign to be asked; null: nobody waits for one. */
  next(): string | null;
  readonly isWaiting: boolean;
  succeed(id: string, campaign: TrackedCampaign): void;
  fail(id: string, error: RefreshError): void;
  failAll(error: RefreshError): void;
}

/** More than these would wait for longer than anybody does. */
const mostWaiting = 40;

export function createRefreshQueue(): RefreshQueue {
  const waiting = new Map<string, Waiting[]>();
  const queue: string[] = [];

  function settle(id: string, act: (one: Waiting) => void): void {
    const all = waiting.get(id) ?? [];
    waiting.delete(id);
    all.forEach(act);
  }

  function fail(id: string, error: RefreshError): void {
    settle(id, (one) => one.reject(error));
  }

  return {
    ask(id) {
      return new Promise((resolve, reject) => {
        const others = waiting.get(id);
        if (others) return others.push({ resolve, reject });
        if (queue.length >= mostWaiting) return reject(new RefreshError("busy"));
        waiting.set(id, [{ resolve, reject }]);
        return queue.push(id);
      });
    },
    next: () => queue.shift() ?? null,
    get isWaiting() {
      return queue.length > 0;
    },
    succeed: (id, campaign) => settle(id, (one) => one.resolve(campaign)),
    fail,
    failAll(error) {
      queue.length = 0;
      for (const id of waiting.keys()) fail(id, error);
    },
  };
}
