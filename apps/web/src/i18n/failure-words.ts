import { RequestError } from "../api/http.ts";
import type { MessageId, Translate } from "./messages.ts";

const knownCodes = [
  "network",
  "timeout",
  "malformed",
  "invalid_request",
  "unauthenticated",
  "forbidden",
  "campaign_not_found",
  "rate_limited",
  "upstream_failed",
  "upstream_unavailable",
  "storage_failed",
  "shutting_down",
] as const;

/** By prefix of the upstream's code; the first that matches. */
const upstreamMessages: readonly (readonly [prefix: string, id: MessageId])[] = [
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

/** A sentence in place of the upstream's own message, which comes in one language. */
export function upstreamFailureWords(t: Translate, code: string): string {
  return t(upstreamMessages.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "fault.other");
}

export function failureWords(t: Translate, error: unknown): string {
  if (!(error instanceof RequestError)) return t("failure.malformed");
  const code = knownCodes.find((known) => known === error.code) ?? "http";
  return t(`failure.${code}`, { status: error.status ?? "" });
}
