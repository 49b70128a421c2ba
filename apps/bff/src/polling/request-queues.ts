import type { CampaignKey } from "@cruiseboard/contract";
import type { Observation, ObservationFailure } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";

/** Why a refresh or a preview has no fresh answer. `failure`: the upstream's answer, if there was one. */
export class RefreshError extends Error {
  override readonly name = "RefreshError";
  readonly reason: "failed" | "busy" | "gone" | "stopped";
  readonly failure: ObservationFailure | null;

  constructor(reason: RefreshError["reason"], failure: ObservationFailure | null = null) {
    super(failure ? `${failure.code}: ${failure.message}` : reason);
    this.reason = reason;
    this.failure = failure;
  }

  masked(mask: (failure: ObservationFailure) => ObservationFailure): RefreshError {
    const masked = new RefreshError(this.reason, this.failure && mask(this.failure));
    masked.cause = this;
    return masked;
  }
}

/** More would wait for longer than any user does. */
const maxRefreshes = 40;

/** Users' refreshes, first in, first out. Refreshes of one campaign share a request. */
export function createRefreshQueue() {
  const pending = new Map<string, PromiseWithResolvers<TrackedCampaign>>();
  const queue: string[] = [];

  function take(id: string) {
    const taken = pending.get(id);
    pending.delete(id);
    return taken;
  }

  return {
    add(id: string): Promise<TrackedCampaign> {
      const known = pending.get(id);
      if (known) return known.promise;
      if (queue.length >= maxRefreshes) return Promise.reject(new RefreshError("busy"));
      const added = Promise.withResolvers<TrackedCampaign>();
      pending.set(id, added);
      queue.push(id);
      return added.promise;
    },
    next: (): string | null => queue.shift() ?? null,
    /** If it is still wanted. */
    putBack(id: string): void {
      if (pending.has(id) && !queue.includes(id)) queue.unshift(id);
    },
    isWaiting: () => queue.length > 0,
    succeed: (id: string, campaign: TrackedCampaign) => take(id)?.resolve(campaign),
    fail: (id: string, error: RefreshError) => take(id)?.reject(error),
    failAll(error: RefreshError): void {
      queue.length = 0;
      for (const id of pending.keys()) take(id)?.reject(error);
    },
  };
}

export interface PreviewRequest {
  readonly key: CampaignKey;
  readonly signal: AbortSignal;
  tries: number;
  resolve(observation: Observation): unknown;
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
    putBack(request: PreviewRequest): void {
      if (request.tries < maxTries) queue.unshift(request);
      else request.reject(new RefreshError("busy"));
    },
    failAll(error: RefreshError): void {
      for (const { reject } of queue.splice(0)) reject(error);
    },
  };
}
