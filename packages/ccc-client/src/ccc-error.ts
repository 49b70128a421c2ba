/** What is known of the response, even if its body fails. */
export interface ResponseHead {
  /** null: no response head arrived. */
  httpStatus: number | null;
  /** The Date header in epoch milliseconds; null: none. */
  serverDate: number | null;
}

export interface CccErrorFacts extends Partial<Readonly<ResponseHead>> {
  readonly requestId?: string | null;
  readonly cause?: unknown;
}

/**
 * Of the client itself. Network: connect, DNS, TLS or reset; the message names the errno · Timeout: the whole call, from
 * connecting to the last byte · BadResponse: other status, HTML, no `Response`, wrong type, too large · Aborted: by the
 * caller's signal or by closing the client.
 */
export type ClientFault = `ClientError.${"Network" | "Timeout" | "BadResponse" | "Aborted"}`;

export const isClientFault = (code: string): boolean => code.startsWith("ClientError.");

const longestMessage = 500;

/** Any failure of a call. The message contains no secrets and at most 500 characters. */
export class CccError extends Error {
  override readonly name = "CccError";
  /** A ClientFault, or the upstream's of an error envelope, such as `RequestLimitExceeded`. */
  readonly code: string;
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  readonly serverDate: number | null;

  constructor(code: ClientFault | (string & {}), message: string, facts: CccErrorFacts = {}) {
    const { cause } = facts;
    super(message.slice(0, longestMessage).toWellFormed(), cause === undefined ? undefined : { cause });
    this.code = code;
    this.requestId = facts.requestId ?? null;
    this.httpStatus = facts.httpStatus ?? null;
    this.serverDate = facts.serverDate ?? null;
  }

  /** The upstream returned an error envelope. */
  get isUpstreams(): boolean {
    return !isClientFault(this.code);
  }
}
