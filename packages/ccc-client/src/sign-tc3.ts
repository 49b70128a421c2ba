import { createHash, createHmac } from "node:crypto";
import type { CccCredentials } from "./ccc-credentials.ts";

/** The parts of a `POST /` request without query that the signature covers or announces. */
export interface Tc3Request {
  /** `host` or `host:port`, exactly as it will stand in the Host header. */
  readonly host: string;
  readonly action: string;
  /** The version of the API, a date such as `2020-02-10`. */
  readonly version: string;
  /** The body, byte for byte as it will be sent (a string is taken as UTF-8). */
  readonly body: string | Uint8Array;
  /** `application/json` unless told. */
  readonly contentType?: string;
  /** The product in the credential scope: `ccc` unless told, and never taken from the host (a proxy has any name). */
  readonly service?: string;
}

const algorithm = "TC3-HMAC-SHA256";
const terminator = "tc3_request";
/** Sorted, as the canonical form wants them. */
const signedHeaders = "content-type;host";

/**
 * Signs a request by Tencent Cloud's signature version 3 and gives every header that it has to carry.
 * Pure: the same input gives the same headers.
 *
 * @param timestamp Unix seconds; the upstream accepts five minutes to either side of its own clock.
 * @throws RangeError when the timestamp is no whole, positive number of seconds.
 */
export function signTc3(
  request: Tc3Request,
  credentials: CccCredentials,
  timestamp: number,
): Record<string, string> {
  const contentType = request.contentType ?? "application/json";
  const service = request.service ?? "ccc";
  const date = utcDate(timestamp);
  const scope = `${date}/${service}/${terminator}`;
  const digest = sha256(canonicalRequest(request.host, contentType, request.body));
  const key = signingKey(credentials.secretKey, date, service);
  const signature = hmac(key, `${algorithm}\n${timestamp}\n${scope}\n${digest}`).toString("hex");
  return {
    "Content-Type": contentType,
    Host: request.host,
    "X-TC-Action": request.action,
    "X-TC-Version": request.version,
    "X-TC-Timestamp": String(timestamp),
    ...(credentials.sessionToken === undefined ? {} : { "X-TC-Token": credentials.sessionToken }),
    Authorization: `${algorithm} Credential=${credentials.secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

function canonicalRequest(host: string, contentType: string, body: string | Uint8Array): string {
  const headers = `content-type:${contentType.trim()}\nhost:${host.trim()}\n`;
  return `POST\n/\n\n${headers}\n${signedHeaders}\n${sha256(body)}`;
}

function signingKey(secretKey: string, date: string, service: string): Buffer {
  return hmac(hmac(hmac(`TC3${secretKey}`, date), service), terminator);
}

/** The scope's date is UTC; a local date would fail for some hours of every day. */
function utcDate(timestamp: number): string {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw new RangeError("A signature's timestamp is a whole, positive number of Unix seconds");
  }
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
