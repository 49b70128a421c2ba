/** What is known about a failed call beside its code; null means not known. */
export interface CccErrorFacts {
  readonly requestId?: string | null;
  readonly httpStatus?: number | null;
  readonly serverDate?: number | null;
  readonly cause?: unknown;
}

const longestMessage = 500;

/** Every failure of a call. Its message may be shown to an operator: it holds no secret and at most 500 characters. */
export abstract class CccError extends Error {
  /** The upstream's own code, or one of this client's, which begin with `ClientError.`. */
  readonly code: string;
  /** The upstream's name for the call, needed to report a problem; null when no answer carried one. */
  readonly requestId: string | null;
  /** Null when no response head arrived. */
  readonly httpStatus: number | null;
  /** The response's Date header in epoch milliseconds, precise to a second; null when there was none. */
  readonly serverDate: number | null;

  constructor(code: string, message: string, facts: CccErrorFacts = {}) {
    super(
      message.slice(0, longestMessage).toWellFormed(),
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.name = new.target.name;
    this.code = code;
    this.requestId = facts.requestId ?? null;
    this.httpStatus = facts.httpStatus ?? null;
    this.serverDate = facts.serverDate ?? null;
  }
}

/** The upstream answered with an error envelope; `code` is its own, such as `RequestLimitExceeded`. */
export class CccApiError extends CccError {}

/** The request or its answer got lost: connect, DNS, TLS, reset. The message names the errno. */
export class CccTransportError extends CccError {
  constructor(message: string, facts?: CccErrorFacts) {
    super("ClientError.Network", message, facts);
  }
}

/** The whole call, from connecting to the last byte of the body, took longer than the deadline. */
export class CccTimeoutError extends CccError {
  constructor(message: string, facts?: CccErrorFacts) {
    super("ClientError.Timeout", message, facts);
  }
}

/** Something answered, but not in the way of this API: another status, HTML, no `Response`, a wrong type, too large. */
export class CccResponseError extends CccError {
  constructor(message: string, facts?: CccErrorFacts) {
    super("ClientError.BadResponse", message, facts);
  }
}

/** The caller's signal, or the closing of the client, ended the call. */
export class CccAbortedError extends CccError {
  constructor(message: string, facts?: CccErrorFacts) {
    super("ClientError.Aborted", message, facts);
  }
}
