import { RequestError } from "./http.ts";
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

/** Why a call failed, as the end of a sentence. */
export function failureWords(t: Translate, error: unknown): string {
  if (!(error instanceof RequestError)) return t("failure.malformed");
  const id = error.code in worded ? worded[error.code as keyof typeof worded] : "failure.http";
  return t(id, { status: error.status ?? "" });
}
