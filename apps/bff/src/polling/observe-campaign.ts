import { CccError } from "@cruiseboard/ccc-client";
import {
  type CampaignFacts,
  type FailureCause,
  type FaultClass,
  faultClassOf,
  type Observation,
  type ObservationFailure,
} from "../campaigns/observation.ts";
import type { Clock } from "../clock.ts";
import type { UpstreamClock } from "./upstream-clock.ts";

/** The outcome of one call, at the time of its answer. `fault`, `failure` and `message` null: answered, with `facts`. */
export interface Outcome<Facts> {
  readonly at: number;
  readonly fault: FaultClass | null;
  readonly failure: ObservationFailure | null;
  readonly message: string | null;
  readonly facts: Facts | null;
}

export type ObserveOutcome = Outcome<CampaignFacts>;

export interface ObserveOptions {
  readonly upstreamClock: UpstreamClock;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** `code`: the upstream's or ours; null: answered. */
  readonly onCalled: (code: string | null, seconds: number) => void;
  /** An error that is neither the upstream's nor the network's. */
  readonly onDefect?: (error: unknown) => void;
}

type Call<Target, Facts> = (
  target: Target,
  options: { readonly signal: AbortSignal; readonly clockOffsetMs: number },
) => Promise<{ readonly facts: Facts; readonly serverDate: number | null }>;

/** Calls the upstream through its client, and compares clocks. Never throws. */
export function createObserve<Target, Facts>(call: Call<Target, Facts>, options: ObserveOptions) {
  const { upstreamClock, clock, signal, onCalled, onDefect } = options;

  async function outcomeOf(target: Target): Promise<Outcome<Facts>> {
    try {
      const { facts, serverDate } = await call(target, {
        signal,
        clockOffsetMs: upstreamClock.signingOffsetMs,
      });
      upstreamClock.observed(serverDate, true);
      return { at: clock.now(), fault: null, failure: null, message: null, facts };
    } catch (error) {
      // The Date of a proxy is not the upstream's.
      if (error instanceof CccError) upstreamClock.observed(error.serverDate, error.isUpstreams);
      else onDefect?.(error);
      const failure = failureOf(error);
      const message = `${failure.code}: ${failure.message}`;
      return { at: clock.now(), fault: classifyError(error), failure, message, facts: null };
    }
  }

  return async (target: Target): Promise<Outcome<Facts>> => {
    const sentAt = clock.monotonic();
    const outcome = await outcomeOf(target);
    if (outcome.fault !== "aborted")
      onCalled(outcome.failure?.code ?? null, (clock.monotonic() - sentAt) / 1000);
    return outcome;
  };
}

function failureOf(error: unknown): ObservationFailure {
  if (!(error instanceof CccError))
    return { code: "InternalFault", message: "An unexpected fault in Cruiseboard", requestId: null };
  const { code, message, requestId } = error;
  return { code, message, requestId };
}

export function observationOf(
  { at, fault, failure, facts }: ObserveOutcome,
  cause: FailureCause,
): Observation {
  if (facts !== null) return { kind: "answered", at, facts };
  const failed = { at, failure: failure ?? failureOf(null) };
  return fault === "notFound" ? { kind: "notFound", ...failed } : { kind: "failed", ...failed, cause };
}

export function classifyError(error: unknown): FaultClass {
  return error instanceof CccError ? faultClassOf(error.code) : "defect";
}
