import type { ErrorCode, Problem } from "@cruiseboard/contract";
import { inBase } from "../domain/address.ts";
import { parseJson } from "../domain/storage.ts";
import { time } from "../i18n/time.ts";

const timeoutMs = 15_000;
const fileTimeoutMs = 120_000;

/** The server's code, or one of the page's own where there is no valid answer. */
type FailureCode = ErrorCode | "network" | "timeout" | "malformed" | "http";

export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: FailureCode;
  /** HTTP status; null: no answer. */
  readonly status: number | null;
  /** With 401: the path of the sign-in; null: there is none. */
  readonly signIn: string | null;
  /** The server's reason, in English; null: none. */
  readonly detail: string | null;

  constructor(
    code: FailureCode,
    status: number | null = null,
    { signIn = null, detail = null }: { signIn?: string | null; detail?: string | null } = {},
  ) {
    super(code);
    this.code = code;
    this.status = status;
    this.signIn = signIn;
    this.detail = detail;
  }
}

export function hasStatus(error: unknown, status: number): error is RequestError {
  return error instanceof RequestError && error.status === status;
}

/** For queries that are fetched once, and again until there is an answer; an answer may be the one with this status. */
export function untilAnswered(answer: 401 | 404) {
  return {
    retry: (_failures: number, error: Error) => !hasStatus(error, answer),
    retryDelay: (attempt: number) => Math.min(15_000, 2000 * (attempt + 1)),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  };
}

/** Supplies bearer tokens where no cookie authorizes the page. */
export interface Authorization {
  /** Waits while a token is fetched; null: none is needed. Rejects with RequestError if there is none. */
  readonly token: () => Promise<string | null>;
  readonly usesTokens: () => boolean;
  /** The server refused this token, for this reason; resolves with another, as `token` does. */
  readonly replace: (refused: string, reason: string | null) => Promise<string | null>;
}

let authorization: Authorization | null = null;

export function authorizeWith(by: Authorization): void {
  authorization = by;
}

/** Whether the browser can download a file by a link, which carries no token. */
export const linksSuffice = (): boolean => authorization === null || !authorization.usesTokens();

interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly anonymous?: boolean;
}

/** Resolves with null for 204 and 304. Throws RequestError, or the caller's own abort. */
export async function request(path: string, call: Call = {}): Promise<unknown> {
  return (await requestTimed(path, call)).body;
}

/** An answer whose named fields have to be lists. */
export async function requestLists<Answer>(
  path: string,
  names: readonly (keyof Answer)[],
  call?: Call,
): Promise<Answer> {
  const answer = ((await request(path, call)) ?? {}) as Answer;
  if (!names.every((name) => Array.isArray(answer[name]))) throw new RequestError("malformed");
  return answer;
}

export async function requestTimed(path: string, call: Call = {}) {
  const { response, content, timing } = await sendAuthorized(path, call, timeoutMs);
  if (response.status === 304 || response.status === 204) return { body: null, timing };
  const body = readJson(content);
  if (!response.ok) throw problemError(body, response.status);
  if (body === undefined) throw new RequestError("malformed", response.status);
  return { body, timing };
}

export async function saveFile(path: string): Promise<void> {
  const { response, content } = await sendAuthorized(path, {}, fileTimeoutMs);
  if (!response.ok) throw problemError(readJson(content), response.status);
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  saveBlob(name ?? "cruiseboard.csv", new Blob([content]));
}

export function saveText(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Browsers start to write the file some time after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Replaces a refused token once. The timeout starts when there is a token. */
async function sendAuthorized(path: string, call: Call, milliseconds: number) {
  const by = call.anonymous ? null : authorization;
  const token = (await by?.token()) ?? null;
  const sent = await send(path, call, milliseconds, token);
  if (sent.response.status !== 401 || by === null || token === null) return sent;
  const { detail } = problemError(readJson(sent.content), 401);
  return send(path, call, milliseconds, await by.replace(token, detail));
}

async function send(path: string, call: Call, milliseconds: number, token: string | null) {
  const { method = "GET", body } = call;
  const timeout = AbortSignal.timeout(milliseconds);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const sentAt = time.monotonic();
  try {
    const response = await fetch(inBase(path), {
      method,
      headers,
      signal,
      // The browser's cache would turn a 304 into an old body.
      cache: "no-store",
      body: body === undefined ? null : JSON.stringify(body),
    });
    const timing = { sentAt, answeredAt: time.monotonic() };
    return { response, content: await response.arrayBuffer(), timing };
  } catch (error) {
    const cause: unknown = signal.aborted ? signal.reason : error;
    const name = cause instanceof DOMException ? cause.name : "";
    if (name === "AbortError") throw cause;
    throw new RequestError(name === "TimeoutError" ? "timeout" : "network");
  }
}

/** undefined: not JSON, such as a proxy's error page. */
const readJson = (content: ArrayBuffer): unknown => parseJson(new TextDecoder().decode(content));

function problemError(body: unknown, status: number): RequestError {
  const { code, signIn: path, detail: reason } = (body ?? {}) as Partial<Problem>;
  // Only a path of this server.
  const signIn = typeof path === "string" && /^\/\w/.test(path) ? path : null;
  const detail = typeof reason === "string" ? reason : null;
  return new RequestError(typeof code === "string" ? code : "http", status, { signIn, detail });
}
