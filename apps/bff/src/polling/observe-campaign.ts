import { CccAbortedError, CccApiError, type CccClient, CccError } from "@cruiseboard/ccc-client";
import type { CampaignKey } from "@cruiseboard/contract";
import type { FailureCause, Observation, ObservationFailure } from "../campaigns/observation.ts";
import type { Clock } from "../clock.ts";
import type { UpstreamClock } from "./upstream-clock.ts";

/** The outcome of one call: whose fault it was, if it failed, and what it says of the campaign. */
export interface ObserveOutcome {
  /** null: answered. */
  readonly fault: FaultClass | null;
  /** The upstream's or our own; null: answered. */
  readonly code: string | null;
  /** The upstream's or the network's words; null: answered. */
  readonly message: string | null;
  /** null: answered. */
  readonly failure: ObservationFailure | null;
  /** As an observation; `cause`: whose fault it is, if it failed. */
  observation(cause: FailureCause): Observation;
}

export type ObserveCampaign = (key: CampaignKey) => Promise<ObserveOutcome>;

/** Observes one campaign through the upstream's client, and compares clocks. Never throws. */
export function createObserveCampaign(
  client: CccClient,
  upstreamClock: UpstreamClock,
  clock: Clock,
  signal: AbortSignal,
): ObserveCampaign {
  return async (key) => {
    try {
      const { facts, serverDate } = await client.describeAgentCruiseDialingCampaign(key, {
        signal,
        clockOffsetMs: upstreamClock.signingOffsetMs,
      });
      upstreamClock.observed(serverDate, true);
      const at = clock.now();
      return {
        fault: null,
        code: null,
        message: null,
        failure: null,
        observation: () => ({ kind: "answered", at, facts }),
      };
    } catch (error) {
      // What a broken hop says of the time is not the upstream's word.
      if (error instanceof CccError) upstreamClock.observed(error.serverDate, error instanceof CccApiError);
      return failedOutcome(error, clock.now());
    }
  };
}

function failedOutcome(error: unknown, at: number): ObserveOutcome {
  const fault = classifyError(error);
  const failure = failureOf(error);
  return {
    fault,
    code: failure.code,
    message: `${failure.code}: ${failure.message}`,
    failure,
    observation: (cause) =>
      fault === "notFound" ? { kind: "notFound", at, failure } : { kind: "failed", at, failure, cause },
  };
}

function failureOf(error: unknown): ObservationFailure {
  if (error instanceof CccError)
    return { code: error.code, message: error.message, requestId: error.requestId };
  return { code: "InternalFault", message: "An unexpected fault in Cruiseboard", requestId: null };
}

/** Whose fault a failed call is, which decides what is done about it. */
export type FaultClass =
  /** Given up by ourselves; says nothing of anybody. */
  | "aborted"
  /** Too many requests: nobody's campaign is at fault. */
  | "throttled"
  /** Our clock and the upstream's differ by more than it allows. */
  | "clock"
  /** The key itself is refused. */
  | "credentials"
  /** The key may not see this application. */
  | "permission"
  /** No such application or campaign. */
  | "notFound"
  /** The upstream refuses what we say, which is our defect. */
  | "defect"
  /** A broken hop: connection, time-out, or a body that is no answer. */
  | "transport"
  /** The upstream failed at this call. */
  | "upstream";

/** By longest meaning: the code decides, never the message; families match by prefix. */
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
