import { CccAbortedError, CccApiError, CccError } from "@cruiseboard/ccc-client";

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
