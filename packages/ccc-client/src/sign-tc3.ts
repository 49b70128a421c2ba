import { createHash, createHmac } from "node:crypto";
import type { CccCredentials } from "./ccc-credentials.ts";

export interface Tc3Request {
  /** `host` or `host:port`, as in the Host header. */
  readonly host: string;
  readonly action: string;
  /** The API's version, such as `2020-02-10`. */
  readonly version: string;
  /** Exactly as sent; a string is encoded as UTF-8. */
  readonly body: string | Uint8Array;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** The product in the credential scope; default `ccc`. */
  readonly service?: string;
}

const algorithm = "TC3-HMAC-SHA256";
const terminator = "tc3_request";
/** Sorted, as the canonical form requires. */
const signedHeaders = "content-type;host";

/**
 * Signs a request with TC3-HMAC-SHA256 and returns all headers it needs.
 * @param timestamp Unix seconds; the upstream accepts a difference of five minutes.
 * @example signTc3({ host: "ccc.tencentcloudapi.com", action, version: "2020-02-10", body }, credentials, 1_708_483_433)
 * @throws RangeError if the timestamp is not a positive integer.
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

function utcDate(timestamp: number): string {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw new RangeError("The timestamp must be a positive integer of Unix seconds");
  }
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
