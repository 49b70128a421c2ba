import type { ErrorCode, Problem } from "@cruiseboard/contract";
import { type Asked, time } from "../i18n/time.ts";

/** Time for a call, headers and body. */
const callDeadlineMs = 15_000;

/** What went wrong with a call: the server's own code, or one of ours when there is no proper answer. */
export type FailureCode = ErrorCode | "network" | "timeout" | "malformed" | "http";

export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: FailureCode;
  /** HTTP status; null: no answer. */
  readonly status: number | null;
  /** With 401: where people sign in; null: nowhere. */
  readonly signIn: string | null;

  constructor(code: FailureCode, status: number | null = null, signIn: string | null = null) {
    super(code);
    this.code = code;
    this.status = status;
    this.signIn = signIn;
  }
}

/** Who lets the page's calls in, where a cookie does not: the token that goes with each of them. */
export interface Authorization {
  /** Waits while one is being fetched; null: none is needed. Rejects with RequestError when there is none to be had. */
  readonly token: () => Promise<string | null>;
  /** Whether calls carry tokens here, as far as is known yet. */
  readonly usesTokens: () => boolean;
  /** The server has refused this one. Answers another, as `token` does. */
  readonly replace: (refused: string) => Promise<string | null>;
}

let authorization: Authorization | null = null;

/** From now on every call carries what this gives. */
export function authorizeWith(by: Authorization): void {
  authorization = by;
}

/** Whether the browser can fetch a file by a link alone, which carries no token. */
export function linksSuffice(): boolean {
  return authorization === null || !authorization.usesTokens();
}

interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page, for a last word while it closes. */
  readonly keepalive?: boolean;
  /** It is for everybody, and waits for no token. */
  readonly anonymous?: boolean;
}

/** Calls the API; null: 304 or an empty answer. Throws RequestError, or the caller's own abort. */
export async function request(path: string, call: Call = {}): Promise<unknown> {
  return (await requestTimed(path, call)).body;
}

interface TimedAnswer {
  readonly body: unknown;
  readonly asked: Asked;
}

/** As `request` does, and tells when the server was asked and began to answer. */
export async function requestTimed(path: string, call: Call = {}): Promise<TimedAnswer> {
  const { response, signal, asked } = await sendAuthorized(path, call, callDeadlineMs);
  if (response.status === 304 || response.status === 204) return { body: null, asked };
  const body = await readJson(response, signal);
  if (!response.ok) throw new RequestError(problemCode(body), response.status, signInOf(body));
  if (body === undefined) throw new RequestError("malformed", response.status);
  return { body, asked };
}

interface Sent {
  readonly response: Response;
  readonly signal: AbortSignal;
  readonly asked: Asked;
}

/** A token that is refused is replaced once; time counts from when there is one. */
export async function sendAuthorized(path: string, call: Call, milliseconds: number): Promise<Sent> {
  const by = call.anonymous ? null : authorization;
  const token = (await by?.token()) ?? null;
  const sent = await send(path, call, milliseconds, token);
  if (sent.response.status !== 401 || by === null || token === null) return sent;
  await sent.response.body?.cancel();
  return send(path, call, milliseconds, await by.replace(token));
}

async function send(path: string, call: Call, milliseconds: number, token: string | null): Promise<Sent> {
  const { method = "GET", body, keepalive = false } = call;
  const timeout = AbortSignal.timeout(milliseconds);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const sentAt = time.monotonic();
  try {
    const response = await fetch(path, {
      method,
      headers,
      signal,
      keepalive,
      // A 304 must arrive here as such, not be turned into an old body by the browser's cache.
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { response, signal, asked: { sentAt, answeredAt: time.monotonic() } };
  } catch (cause) {
    throw asRequestError(cause);
  }
}

/** undefined: not JSON, as from a proxy's own error page. */
export async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw signal.aborted ? asRequestError(signal.reason) : new RequestError("network");
  }
}

export function asRequestError(cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === "TimeoutError") return new RequestError("timeout");
  if (cause instanceof DOMException && cause.name === "AbortError") return cause;
  return new RequestError("network");
}

/** A path of the server's own, or none. */
function signInOf(body: unknown): string | null {
  const signIn = (body as Partial<Problem> | null | undefined)?.signIn;
  return typeof signIn === "string" && /^\/\w/.test(signIn) ? signIn : null;
}

export function problemCode(body: unknown): FailureCode {
  const code = (body as Partial<Problem> | null | undefined)?.code;
  return typeof code === "string" ? code : "http";
}
