import type { AgentFacts, CampaignFacts } from "@cruiseboard/ccc-client";
import type { CallOrder, CampaignState } from "@cruiseboard/contract";

export type { AgentFacts, CampaignFacts };

export interface ObservationFailure {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

/** application: it is denied to the key. upstream: all of it fails. */
export type FailureCause = "campaign" | "application" | "upstream";

/** `at`: when the answer came, epoch ms. */
export type Observation =
  | { readonly kind: "answered"; readonly at: number; readonly facts: CampaignFacts }
  | { readonly kind: "notFound"; readonly at: number; readonly failure: ObservationFailure }
  | {
      readonly kind: "failed";
      readonly at: number;
      readonly failure: ObservationFailure;
      readonly cause: FailureCause;
    };

/** An observation at which something changed. `at` is epoch ms; null: not known. */
export interface StoredSample {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
  readonly stateCode: number | null;
}

/** By the upstream's State. */
export const states = ["notStarted", "running", "completed", "terminated"] as const;
const callOrders: readonly CallOrder[] = ["random", "sequential"];

export function stateOf(code: number | null | undefined): CampaignState {
  return (code == null ? undefined : states[code]) ?? "unknown";
}

export function callOrderOf(code: number | null | undefined): CallOrder {
  return (code == null ? undefined : callOrders[code]) ?? "unknown";
}

export const hasEnded = (facts: CampaignFacts | null) => isEnd(facts?.stateCode);

export function isEnd(stateCode: number | null | undefined): boolean {
  const state = stateOf(stateCode);
  return state === "completed" || state === "terminated";
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

const otherError = "The upstream answered with an error";

/** By the beginning of the code; the first match counts. Our own codes follow the upstream's. */
const failures: readonly (readonly [prefix: string, fault: FaultClass, message: string])[] = [
  ["RequestLimitExceeded", "throttled", "The upstream asks for fewer requests"],
  ["AuthFailure.SignatureExpire", "clock", "The clocks of this server and of the upstream differ"],
  ["AuthFailure.UnauthorizedOperation", "permission", "The key may not see this application"],
  ["UnauthorizedOperation", "permission", "The key may not see this application"],
  ["AuthFailure", "credentials", "The upstream refuses the key"],
  ["InvalidParameter", "notFound", "The upstream knows no such campaign"],
  ["ResourceNotFound", "notFound", "The upstream knows no such campaign"],
  ["MissingParameter", "defect", otherError],
  ["UnknownParameter", "defect", otherError],
  ["InvalidAction", "defect", otherError],
  ["NoSuchVersion", "defect", otherError],
  ["UnsupportedProtocol", "defect", otherError],
  ["InvalidRequest", "defect", otherError],
  ["ClientError.Aborted", "aborted", "The server is stopping"],
  ["ClientError.Network", "transport", "The upstream cannot be reached"],
  ["ClientError.Timeout", "transport", "The upstream did not answer in time"],
  ["ClientError", "transport", "The upstream's answer cannot be read"],
  ["InternalFault", "defect", "An unexpected fault in Cruiseboard"],
  ["UpstreamBusy", "upstream", "The upstream asks for fewer requests"],
  ["UpstreamUnavailable", "upstream", "The upstream cannot be asked now"],
  ["ShuttingDown", "upstream", "The server is stopping"],
  ["NobodyWaits", "upstream", "The request was broken off"],
];

const failureOf = (code: string) => failures.find(([prefix]) => code.startsWith(prefix));

export const faultClassOf = (code: string): FaultClass => failureOf(code)?.[1] ?? "upstream";

/** In our words: the upstream's message may name accounts and applications, its code does not. */
export const failureMessageOf = (code: string) => failureOf(code)?.[2] ?? otherError;
