import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { ErrorCode, Problem } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { AccessRefusal } from "../access/admission.ts";
import type { AuditLog } from "../access/audit-log.ts";
import { RateLimited } from "../access/rate-limits.ts";
import { RefreshError } from "../polling/request-queues.ts";
import { storageFaultOf } from "../store/store-error.ts";

/** What some problems tell besides. */
interface ProblemExtras {
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

/** Answers RFC 9457 problem details. */
function sendProblem(response: ServerResponse, error: ApiError): void {
  const { errors, signIn, headers } = error.extras;
  const problem: Problem = {
    type: "about:blank",
    title: STATUS_CODES[error.status] ?? "Error",
    status: error.status,
    code: error.code,
    ...(error.message !== error.code && { detail: error.message }),
    ...(errors && { errors }),
    ...(signIn && { signIn }),
  };
  const body = Buffer.from(JSON.stringify(problem));
  response.writeHead(error.status, {
    "cache-control": "no-store",
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": body.length,
    ...headers,
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

export type AnswerError = (error: unknown, request: IncomingMessage, response: ServerResponse) => void;

interface ErrorAnswerOptions {
  readonly logger: Logger;
  /** Where people sign in; null: they cannot. */
  readonly signIn: string | null;
  readonly audit: AuditLog;
}

/** The one place where thrown errors become answers; what nobody foresaw is logged and told without its details. */
export function createErrorAnswer({ logger, signIn, audit }: ErrorAnswerOptions): AnswerError {
  return (error, request, response) => {
    const answer = error instanceof AccessRefusal ? accessProblem(error, signIn) : toApiError(error);
    const { method } = request;
    const path = (request.url ?? "").split("?", 1)[0];
    // That the keys of tokens cannot be fetched is logged once, by whoever fetches them.
    const isLogged = error instanceof AccessRefusal;
    if (answer.status >= 500 && !isLogged) logger.error({ err: error, method, path }, "request failed");
    const reason = answer.extras.refusal ?? refusalOf(error);
    if (reason !== null) audit.record({ event: "refused", admission: null, method, path, reason });
    if (response.headersSent) response.destroy();
    else sendProblem(response, answer);
  };
}

/** What the audit log keeps of it; null: nothing. That nobody has signed in yet is where everybody begins. */
function refusalOf(error: unknown): string | null {
  if (error instanceof RateLimited) return "rateLimited";
  if (!(error instanceof AccessRefusal)) return null;
  return error.reason === "missing" || error.reason === "unavailable" ? null : error.reason;
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof RateLimited)
    return new ApiError(429, "rate_limited", "Asked too often; try again shortly", {
      headers: { "retry-after": `${error.retryAfterSeconds}` },
    });
  if (error instanceof RefreshError) return refreshProblem(error);
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  const known = typeof type === "string" ? parserProblems[type] : undefined;
  if (known)
    return new ApiError(known.status, known.code, known.detail, {
      ...(known.status === 413 && { refusal: "bodyLimit" }),
    });
  if (typeof status === "number" && status >= 400 && status < 500)
    return new ApiError(status, "invalid_request");
  return storageProblem(error) ?? new ApiError(500, "internal_error");
}

/** What Express's body parser calls its failures. */
const parserProblems: Record<string, { status: number; code: ErrorCode; detail: string } | undefined> = {
  "entity.parse.failed": { status: 400, code: "invalid_json", detail: "The body is not valid JSON" },
  "entity.too.large": { status: 413, code: "payload_too_large", detail: "The body is too large" },
  "entity.verify.failed": {
    status: 413,
    code: "payload_too_large",
    detail: "The body has too many values, or is nested too deeply",
  },
  "encoding.unsupported": {
    status: 415,
    code: "unsupported_media_type",
    detail: "The body's content encoding is not supported",
  },
  "charset.unsupported": {
    status: 415,
    code: "unsupported_media_type",
    detail: "The body's character set is not supported",
  },
};

/** RFC 6750: whoever sent no token is told only that one is wanted. */
function accessProblem({ reason, message }: AccessRefusal, signIn: string | null): ApiError {
  if (reason === "unavailable")
    return new ApiError(503, "sign_in_unavailable", message, { headers: { "retry-after": "5" } });
  const fault = reason === "missing" ? "" : `, error="invalid_token", error_description="${message}"`;
  return new ApiError(401, "unauthenticated", message, {
    headers: { "www-authenticate": `Bearer realm="cruiseboard"${fault}` },
    ...(signIn && { signIn }),
  });
}

function refreshProblem({ reason, failure }: RefreshError): ApiError {
  const detail = failure
    ? `${failure.code}: ${failure.message}${failure.requestId ? ` (RequestId ${failure.requestId})` : ""}`
    : undefined;
  switch (reason) {
    case "gone":
      return new ApiError(404, "campaign_not_found");
    case "busy":
      return new ApiError(
        503,
        "upstream_unavailable",
        "The upstream asks for fewer requests; try again shortly",
      );
    case "stopped":
      return new ApiError(503, "shutting_down");
    case "failed":
    case "notFound":
      return new ApiError(502, "upstream_failed", detail);
  }
}

function storageProblem(error: unknown): ApiError | null {
  const fault = storageFaultOf(error);
  if (fault === null) return null;
  return fault === "refused"
    ? new ApiError(500, "storage_failed", "The database did not take it; nothing was changed")
    : new ApiError(
        503,
        "storage_failed",
        "The database does not answer at present; a change may have been made or not",
      );
}
