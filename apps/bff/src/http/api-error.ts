import type { ErrorCode, Problem } from "@cruiseboard/contract";

/** What some problems tell besides. */
export interface ProblemExtras {
  readonly errors?: Problem["errors"];
  readonly signIn?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Why somebody was kept from something, for the audit log alone. */
  readonly refusal?: string;
}

/** A call that fails in a way its caller should know: thrown anywhere in a handler, answered as problem+json. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: ErrorCode;
  readonly extras: ProblemExtras;

  constructor(status: number, code: ErrorCode, detail?: string, extras: ProblemExtras = {}) {
    super(detail ?? code);
    this.status = status;
    this.code = code;
    this.extras = extras;
  }
}
