import { createHash, createHmac } from "node:crypto";

/** Of visible ASCII characters: they go into headers. */
export interface CccCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken?: string;
}

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
 */
export function signTc3(
  { host, action, version, body, contentType = "application/json", service = "ccc" }: Tc3Request,
  credentials: CccCredentials,
  timestamp: number,
): Record<string, string> {
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/${terminator}`;
  const headers = `content-type:${contentType.trim()}\nhost:${host.trim()}\n`;
  const digest = sha256(`POST\n/\n\n${headers}\n${signedHeaders}\n${sha256(body)}`);
  const key = hmac(hmac(hmac(`TC3${credentials.secretKey}`, date), service), terminator);
  const signature = hmac(key, `${algorithm}\n${timestamp}\n${scope}\n${digest}`).toString("hex");
  return {
    "Content-Type": contentType,
    Host: host,
    "X-TC-Action": action,
    "X-TC-Version": version,
    "X-TC-Timestamp": String(timestamp),
    ...(credentials.sessionToken === undefined ? {} : { "X-TC-Token": credentials.sessionToken }),
    Authorization: `${algorithm} Credential=${credentials.secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
