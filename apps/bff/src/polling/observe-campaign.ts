import { CccAbortedError, CccApiError, type CccClient, CccError } from "@cruiseboard/ccc-client";
import type { CampaignKey } from "@cruiseboard/contract";
import type { FailureCause, Observation, ObservationFailure } from "../campaigns/observation.ts";
import type { Clock } from "../clock.ts";
import type { UpstreamClock } from "./upstream-clock.ts";

/** The outcome of one call; all null: answered. */
export interface ObserveOutcome {
  readonly fault: FaultClass | null;
  readonly failure: ObservationFailure | null;
  readonly message: string | null;
  observation(cause: FailureCause): Observation;
}

export type ObserveCampaign = (key: CampaignKey) => Promise<ObserveOutcome>;

export interface ObserveCampaignOptions {
  readonly client: CccClient;
  readonly upstreamClock: UpstreamClock;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** `code`: the upstream's or ours; null: answered. */
  readonly onCalled: (code: string | null, seconds: number) => void;
}

/** Observes one campaign through the upstream's client, and compares clocks. Never throws. */
export function createObserveCampaign(options: ObserveCampaignOptions): ObserveCampaign {
  const { client, upstreamClock, clock, signal, onCalled } = options;

  async function call(key: CampaignKey): Promise<ObserveOutcome> {
    try {
      const { facts, serverDate } = await client.describeAgentCruiseDialingCampaign(key, {
        signal,
        clockOffsetMs: upstreamClock.signingOffsetMs,
      });
      upstreamClock.observed(serverDate, true);
      const at = clock.now();
      const observation = () => ({ kind: "answered", at, facts }) as const;
      return { fault: null, failure: null, message: null, observation };
    } catch (error) {
      // The Date of a proxy is not the upstream's.
      if (error instanceof CccError) upstreamClock.observed(error.serverDate, error instanceof CccApiError);
      return failedOutcome(error, clock.now());
    }
  }

  return async (key) => {
    const sentAt = clock.monotonic();
    const outcome = await call(key);
    if (outcome.fault !== "aborted")
      onCalled(outcome.failure?.code ?? null, (clock.monotonic() - sentAt) / 1000);
    return outcome;
  };
}

export function failedOutcome(error: unknown, at: number): ObserveOutcome {
  const fault = classifyError(error);
  const failure: ObservationFailure =
    error instanceof CccError
      ? { code: error.code, message: error.message, requestId: error.requestId }
      : { code: "InternalFault", message: "An unexpected fault in Cruiseboard", requestId: null };
  return {
    fault,
    failure,
    message: `${failure.code}: ${failure.message}`,
    observation: (cause) =>
      fault === "notFound" ? { kind: "notFound", at, failure } : { kind: "failed", at, failure, cause },
  };
}

export type FaultClass =
  | "aborted"
  | "throttled"
  /** Our clock and the upstream's differ by more than it allows. */
  | "clock"
  | "credentials"
  | "permission"
  | "notFound"
  | "defect"
  /** Connection, time-out, or a body that is no answer. */
  | "transport"
  | "upstream";

/** By the code's beginning; the first match counts. */
const classesByPrefix: readonly (readonly [prefix: string, fault: FaultClass])[] = [
  ["RequestLimitExceeded", "throttled"],
  ["AuthFailure.SignatureExpire", "clock"],
  ["AuthFailure.UnauthorizedOperation", "permission"],
  ["AuthFailure", "credentials"],
  ["UnauthorizedOperation", "permission"],
  ["InvalidParameter", "notFound"],
  ["ResourceNotFound", "notFound"],
  ["MissingParameter", "defect"],
  ["UnknownParameter", "defect"],
  ["InvalidAction", "defect"],
  ["NoSuchVersion", "defect"],
  ["UnsupportedProtocol", "defect"],
  ["InvalidRequest", "defect"],
];

export function classifyError(error: unknown): FaultClass {
  if (error instanceof CccAbortedError) return "aborted";
  if (error instanceof CccApiError)
    return classesByPrefix.find(([prefix]) => error.code.startsWith(prefix))?.[1] ?? "upstream";
  return error instanceof CccError ? "transport" : "defect";
}
