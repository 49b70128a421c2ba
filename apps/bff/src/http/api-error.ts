import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { ErrorCode, Problem } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { AccessRefusal } from "../access/admission.ts";
import type { AuditLog } from "../access/audit-log.ts";
import { RateLimited } from "../access/rate-limits.ts";
import { RefreshError } from "../polling/request-queues.ts";
import { storageFaultOf } from "../store/store-error.ts";

interface ProblemExtras {
  readonly errors?: Problem["errors"];
  readonly signIn?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly refusal?: string;
}

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

/** The one place where errors become answers. Unexpected ones are logged, and answered without details. */
export function createErrorAnswer(logger: Logger, audit: AuditLog, signIn: string | null) {
  return (error: unknown, request: IncomingMessage, response: ServerResponse): void => {
    const answer = error instanceof AccessRefusal ? accessProblem(error, signIn) : toApiError(error);
    const { method } = request;
    const path = (request.url ?? "").split("?", 1)[0];
    // Failures to fetch keys are logged where they are fetched.
    if (answer.status >= 500 && !(error instanceof AccessRefusal))
      logger.error({ err: error, method, path }, "request failed");
    const reason = answer.extras.refusal ?? refusalOf(error);
    if (reason !== null) audit.record({ event: "refused", admission: null, method, path, reason });
    if (response.headersSent) response.destroy();
    else sendProblem(response, answer);
  };
}

/** For the audit log. null: not recorded, as requests before signing in. */
function refusalOf(error: unknown): string | null {
  if (error instanceof RateLimited) return "rateLimited";
  if (!(error instanceof AccessRefusal)) return null;
  return error.reason === "missing" || error.reason === "unavailable" ? null : error.reason;
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof RateLimited)
    return new ApiError(429, "rate_limited", "Too many requests; try again shortly", {
      headers: { "retry-after": `${error.retryAfterSeconds}` },
    });
  if (error instanceof RefreshError) return refreshProblem(error);
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  const known = typeof type === "string" ? parserProblems[type] : undefined;
  if (known) return new ApiError(...known, known[0] === 413 ? { refusal: "bodyLimit" } : {});
  if (typeof status === "number" && status >= 400 && status < 500)
    return new ApiError(status, "invalid_request");
  return storageProblem(error) ?? new ApiError(500, "internal_error");
}

/** By the `type` of errors of Express's body parser. */
const parserProblems: Record<string, readonly [number, ErrorCode, string]> = {
  "entity.parse.failed": [400, "invalid_json", "The body is not valid JSON"],
  "entity.too.large": [413, "payload_too_large", "The body is too large"],
  "entity.verify.failed": [413, "payload_too_large", "The body has too many values, or is nested too deeply"],
  "encoding.unsupported": [415, "unsupported_media_type", "The body's content encoding is not supported"],
  "charset.unsupported": [415, "unsupported_media_type", "The body's character set is not supported"],
};

/** RFC 6750: without a token the challenge has no error. */
function accessProblem({ reason, message }: AccessRefusal, signIn: string | null): ApiError {
  if (reason === "unavailable")
    return new ApiError(503, "sign_in_unavailable", message, { headers: { "retry-after": "5" } });
  if (reason === "role") return new ApiError(403, "forbidden", message);
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
  if (reason === "gone") return new ApiError(404, "campaign_not_found");
  if (reason === "stopped") return new ApiError(503, "shutting_down");
  if (reason === "busy")
    return new ApiError(503, "upstream_unavailable", "The upstream is throttling; try again shortly");
  return new ApiError(502, "upstream_failed", detail);
}

function storageProblem(error: unknown): ApiError | null {
  const fault = storageFaultOf(error);
  if (fault === null) return null;
  return fault === "refused"
    ? new ApiError(500, "storage_failed", "The database refused it; nothing was changed")
    : new ApiError(503, "storage_failed", "The database does not answer; a change may have been made or not");
}
