import { RequestError } from "../api/http.ts";
import type { MessageId, Translate } from "./messages.ts";

const worded = {
  network: "failure.network",
  timeout: "failure.timeout",
  malformed: "failure.malformed",
  invalid_request: "failure.invalid_request",
  unauthenticated: "failure.unauthenticated",
  forbidden: "failure.forbidden",
  campaign_not_found: "failure.campaign_not_found",
  rate_limited: "failure.rate_limited",
  upstream_failed: "failure.upstream_failed",
  upstream_unavailable: "failure.upstream_unavailable",
  storage_failed: "failure.storage_failed",
  shutting_down: "failure.shutting_down",
} satisfies Record<string, MessageId>;

/** What the upstream's codes mean, by their beginning; the first that fits. */
const upstreamWorded: readonly (readonly [prefix: string, id: MessageId])[] = [
  ["RequestLimitExceeded", "fault.throttled"],
  ["AuthFailure.SignatureExpire", "fault.clock"],
  ["AuthFailure.UnauthorizedOperation", "fault.permission"],
  ["UnauthorizedOperation", "fault.permission"],
  ["AuthFailure", "fault.credentials"],
  ["InvalidParameter", "fault.notFound"],
  ["ResourceNotFound", "fault.notFound"],
  ["ClientError.Network", "fault.network"],
  ["ClientError.Timeout", "fault.timeout"],
  ["ClientError", "fault.malformed"],
];

/** What a code of the upstream means, as a sentence: its own message is for few, and in one language. */
export function upstreamFailureWords(t: Translate, code: string): string {
  return t(upstreamWorded.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "fault.other");
}

/** Why a call failed, as the end of a sentence. */
export function failureWords(t: Translate, error: unknown): string {
  if (!(error instanceof RequestError)) return t("failure.malformed");
  const id = error.code in worded ? worded[error.code as keyof typeof worded] : "failure.http";
  return t(id, { status: error.status ?? "" });
}
