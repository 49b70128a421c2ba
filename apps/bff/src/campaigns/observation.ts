/**
 * What one answer of the upstream said, in our words. null: the upstream said null or nothing.
 * Times are epoch milliseconds; state and call order stay the upstream's numbers until they are shown.
 */
export interface CampaignFacts {
  readonly name: string | null;
  readonly agent: string | null;
  readonly concurrency: number | null;
  readonly callOrderCode: number | null;
  readonly stateCode: number | null;
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly totalCallees: number | null;
  readonly calledCallees: number | null;
  readonly uui: string | null;
  readonly requestId: string | null;
}

export interface ObservationFailure {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

/** Whose fault a failed observation is: the campaign's own, its application's (denied to the key), or the whole upstream's. */
export type FailureCause = "campaign" | "application" | "upstream";

/** What came back from observing one campaign. `at` is epoch milliseconds, when the answer was in. */
export type Observation =
  | { readonly kind: "answered"; readonly at: number; readonly facts: CampaignFacts }
  | { readonly kind: "notFound"; readonly at: number; readonly failure: ObservationFailure }
  | {
      readonly kind: "failed";
      readonly at: number;
      readonly failure: ObservationFailure;
      readonly cause: FailureCause;
    };
