import type { ErrorCode, Problem } from "@cruiseboard/contract";

/** A call that fails in a way its caller should know: thrown anywhere in a handler, answered as problem+json. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: ErrorCode;
  readonly errors: Problem["errors"];

  constructor(status: number, code: ErrorCode, detail?: string, errors?: Problem["errors"]) {
    super(detail ?? code);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}
