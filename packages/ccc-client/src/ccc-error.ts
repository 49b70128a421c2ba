import type { ProxyFault } from "./proxies.ts";

export interface CccErrorFacts {
  readonly requestId?: string | null;
  readonly httpStatus?: number | null;
  readonly serverDate?: number | null;
  readonly cause?: unknown;
  readonly proxyFault?: ProxyFault["kind"];
}

const longestMessage = 500;

/** Any failure of a call. The message contains no secrets and at most 500 characters. */
export abstract class CccError extends Error {
  /** The upstream's code, or one of the client's: `ClientError.*`. */
  readonly code: string;
  readonly requestId: string | null;
  /** null: no response head arrived. */
  readonly httpStatus: number | null;
  /** The Date header in epoch milliseconds; null: none. */
  readonly serverDate: number | null;
  /** null: not a proxy's. */
  readonly proxyFault: ProxyFault["kind"] | null;

  constructor(code: string, message: string, facts: CccErrorFacts = {}) {
    const { cause } = facts;
    super(message.slice(0, longestMessage).toWellFormed(), cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.requestId = facts.requestId ?? null;
    this.httpStatus = facts.httpStatus ?? null;
    this.serverDate = facts.serverDate ?? null;
    this.proxyFault = facts.proxyFault ?? null;
  }
}

/** The upstream returned an error envelope; `code` is the upstream's, such as `RequestLimitExceeded`. */
export class CccApiError extends CccError {}

function withCode(code: string) {
  return class extends CccError {
    constructor(message: string, facts?: CccErrorFacts) {
      super(code, message, facts);
    }
  };
}

/** Connect, DNS, TLS or reset. The message names the errno. */
export class CccTransportError extends withCode("ClientError.Network") {}

/** The whole call, from connecting to the last byte, exceeded `timeoutMs`. */
export class CccTimeoutError extends withCode("ClientError.Timeout") {}

/** The answer is not one of this API: other status, HTML, no `Response`, wrong type, too large. */
export class CccResponseError extends withCode("ClientError.BadResponse") {}

/** Ended by the caller's signal or by closing the client. */
export class CccAbortedError extends withCode("ClientError.Aborted") {}
