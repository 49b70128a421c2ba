import type { ErrorCode, Problem } from "@cruiseboard/contract";

/** What went wrong with a call: the server's own code, or one of ours when there is no proper answer. */
export type FailureCode = ErrorCode | "network" | "timeout" | "malformed" | "http";

export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: FailureCode;
  /** HTTP status; null: no answer. */
  readonly status: number | null;

  constructor(code: FailureCode, status: number | null = null) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

const deadline = 15_000; // ms, over headers and body

interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page, for a last word while it closes. */
  readonly keepalive?: boolean;
}

/** Calls the API; null: 304 or an empty answer. Throws RequestError, or the caller's own abort. */
export async function request(path: string, call: Call = {}): Promise<unknown> {
  const timeout = AbortSignal.timeout(deadline);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  const response = await send(path, call, signal);
  if (response.status === 304 || response.status === 204) return null;
  const body = await readJson(response, signal);
  if (!response.ok) throw new RequestError(problemCode(body), response.status);
  if (body === undefined) throw new RequestError("malformed", response.status);
  return body;
}

async function send(path: string, { method = "GET", body, keepalive = false }: Call, signal: AbortSignal) {
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  try {
    return await fetch(path, {
      method,
      headers,
      signal,
      keepalive,
      // A 304 must arrive here as such, not be turned into an old body by the browser's cache.
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw asRequestError(cause);
  }
}

/** undefined: not JSON, as from a proxy's own error page. */
async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw signal.aborted ? asRequestError(signal.reason) : new RequestError("network");
  }
}

function asRequestError(cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === "TimeoutError") return new RequestError("timeout");
  if (cause instanceof DOMException && cause.name === "AbortError") return cause;
  return new RequestError("network");
}

function problemCode(body: unknown): FailureCode {
  const code = (body as Partial<Problem> | null | undefined)?.code;
  return typeof code === "string" ? code : "http";
}
