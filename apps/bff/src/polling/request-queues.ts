import type { CampaignKey } from "@cruiseboard/contract";
import type { Observation, ObservationFailure } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";

/** Why a refresh or a preview has no fresh answer. `failure`: the upstream's answer, if there was one. */
export class RefreshError extends Error {
  override readonly name = "RefreshError";
  readonly reason: "failed" | "notFound" | "busy" | "gone" | "stopped";
  readonly failure: ObservationFailure | null;

  constructor(reason: RefreshError["reason"], failure: ObservationFailure | null = null) {
    super(failure ? `${failure.code}: ${failure.message}` : reason);
    this.reason = reason;
    this.failure = failure;
  }

  masked(mask: (failure: ObservationFailure) => ObservationFailure): RefreshError {
    const masked = new RefreshError(this.reason, this.failure && mask(this.failure));
    // For the log.
    masked.cause = this;
    return masked;
  }
}

interface PendingRefresh {
  resolve(campaign: TrackedCampaign): void;
  reject(error: RefreshError): void;
}

/** More would wait for longer than any user does. */
const maxRefreshes = 40;

/** Users' refreshes, first in, first out. Refreshes of one campaign share a request. */
export function createRefreshQueue() {
  const pending = new Map<string, PendingRefresh[]>();
  const queue: string[] = [];

  function settle(id: string, act: (one: PendingRefresh) => void): void {
    const all = pending.get(id) ?? [];
    pending.delete(id);
    all.forEach(act);
  }

  function fail(id: string, error: RefreshError): void {
    settle(id, (one) => one.reject(error));
  }

  return {
    add(id: string): Promise<TrackedCampaign> {
      return new Promise((resolve, reject) => {
        const others = pending.get(id);
        if (others) return others.push({ resolve, reject });
        if (queue.length >= maxRefreshes) return reject(new RefreshError("busy"));
        pending.set(id, [{ resolve, reject }]);
        return queue.push(id);
      });
    },
    next: (): string | null => queue.shift() ?? null,
    get isWaiting(): boolean {
      return queue.length > 0;
    },
    succeed: (id: string, campaign: TrackedCampaign) => settle(id, (one) => one.resolve(campaign)),
    fail,
    failAll(error: RefreshError): void {
      queue.length = 0;
      for (const id of pending.keys()) fail(id, error);
    },
  };
}

/** One observation of a campaign that need not be watched. */
export interface PreviewRequest {
  readonly key: CampaignKey;
  readonly signal: AbortSignal;
  tries: number;
  resolve(observation: Observation): void;
  reject(error: RefreshError): void;
}

const maxPreviews = 2000;
const maxTries = 5;

export function createPreviewQueue() {
  const queue: PreviewRequest[] = [];

  return {
    add: (key: CampaignKey, signal: AbortSignal): Promise<Observation> =>
      new Promise((resolve, reject) => {
        if (queue.length >= maxPreviews) return reject(new RefreshError("busy"));
        queue.push({ key, resolve, reject, signal, tries: 0 });
      }),
    next(): PreviewRequest | null {
      for (let request = queue.shift(); request; request = queue.shift()) {
        request.tries += 1;
        if (!request.signal.aborted) return request;
        request.reject(new RefreshError("gone"));
      }
      return null;
    },
    /** It is tried again, ahead of the others. */
    putBack(request: PreviewRequest): void {
      if (request.tries < maxTries) queue.unshift(request);
      else request.reject(new RefreshError("busy"));
    },
    failAll(error: RefreshError): void {
      for (const { reject } of queue.splice(0)) reject(error);
    },
  };
}
