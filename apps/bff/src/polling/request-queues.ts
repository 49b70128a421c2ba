import type { CampaignKey } from "@cruiseboard/contract";
import type { Observation, ObservationFailure } from "../campaigns/observation.ts";
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

interface WaitingRefresh {
  resolve(campaign: TrackedCampaign): void;
  reject(error: RefreshError): void;
}

/** Users' refreshes, first come first served; everybody who asks for the same campaign shares one request. */
interface RefreshQueue {
  ask(id: string): Promise<TrackedCampaign>;
  /** Takes the next campaign to be asked; null: nobody waits for one. */
  next(): string | null;
  readonly isWaiting: boolean;
  succeed(id: string, campaign: TrackedCampaign): void;
  fail(id: string, error: RefreshError): void;
  failAll(error: RefreshError): void;
}

/** More than these would wait for longer than anybody does. */
const mostRefreshes = 40;

export function createRefreshQueue(): RefreshQueue {
  const waiting = new Map<string, WaitingRefresh[]>();
  const queue: string[] = [];

  function settle(id: string, act: (one: WaitingRefresh) => void): void {
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
        if (queue.length >= mostRefreshes) return reject(new RefreshError("busy"));
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

/** One look at a campaign that need not be watched. */
export interface Peek {
  readonly key: CampaignKey;
  readonly signal: AbortSignal;
  /** How often it was asked. */
  tries: number;
  resolve(observation: Observation): void;
  reject(error: RefreshError): void;
}

/** Looks that somebody waits for, first come first served; whoever gives up is passed over. */
interface PeekQueue {
  ask(key: CampaignKey, signal: AbortSignal): Promise<Observation>;
  /** Takes the next one; null: nobody waits. */
  next(): Peek | null;
  /** Has it asked again, next; after some tries it is told that the upstream is busy. */
  putBack(peek: Peek): void;
  failAll(error: RefreshError): void;
}

/** More than this at once is somebody's mistake: the budget would take minutes for them. */
const mostPeeks = 2000;
/** Refusals for want of budget, after which somebody should hear of it. */
const mostTries = 5;

export function createPeekQueue(): PeekQueue {
  const waiting: Peek[] = [];

  return {
    ask: (key, signal) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostPeeks) return reject(new RefreshError("busy"));
        waiting.push({ key, resolve, reject, signal, tries: 0 });
      }),
    next() {
      for (let peek = waiting.shift(); peek; peek = waiting.shift()) {
        peek.tries += 1;
        if (!peek.signal.aborted) return peek;
        peek.reject(new RefreshError("gone"));
      }
      return null;
    },
    putBack(peek) {
      if (peek.tries < mostTries) waiting.unshift(peek);
      else peek.reject(new RefreshError("busy"));
    },
    failAll(error) {
      for (const { reject } of waiting.splice(0)) reject(error);
    },
  };
}
