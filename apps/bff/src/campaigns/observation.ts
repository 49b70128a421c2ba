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

/** By the beginning of the code; the first match counts. */
const failureMessages: readonly (readonly [prefix: string, message: string])[] = [
  ["RequestLimitExceeded", "The upstream asks for fewer requests"],
  ["AuthFailure.SignatureExpire", "The clocks of this server and of the upstream differ"],
  ["AuthFailure.UnauthorizedOperation", "The key may not see this application"],
  ["UnauthorizedOperation", "The key may not see this application"],
  ["AuthFailure", "The upstream refuses the key"],
  ["InvalidParameter", "The upstream knows no such campaign"],
  ["ResourceNotFound", "The upstream knows no such campaign"],
  ["ClientError.Network", "The upstream cannot be reached"],
  ["ClientError.Timeout", "The upstream did not answer in time"],
  ["ClientError", "The upstream's answer cannot be read"],
  ["InternalFault", "An unexpected fault in Cruiseboard"],
  ["UpstreamBusy", "The upstream asks for fewer requests"],
  ["UpstreamUnavailable", "The upstream cannot be asked now"],
  ["ShuttingDown", "The server is stopping"],
  ["NobodyWaits", "The request was broken off"],
];

/** In our words: the upstream's message may name accounts and applications, its code does not. */
export function failureMessageOf(code: string): string {
  const known = failureMessages.find(([prefix]) => code.startsWith(prefix));
  return known?.[1] ?? "The upstream answered with an error";
}
