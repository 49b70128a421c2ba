import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { GatewayError } from "./gateway-error.ts";

export interface Credentials {
  secretId: string;
  secretKey: string;
  /** Of temporary credentials; null: permanent ones, which come without a token. */
  sessionToken: string | null;
}

export interface SignedRequest {
  /** As received; names in lower case. */
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Authorization {
  secretId: string;
  date: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

/** How far the request's timestamp and the server's clock may be apart. */
const toleranceSeconds = 5 * 60;
const service = "ccc";
const authorizationFormat =
  /^TC3-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/;

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();

function parseAuthorization(header: string): Authorization {
  const [, secretId, date, scopeService, names, signature] = authorizationFormat.exec(header) ?? [];
  if (!secretId || !date || !scopeService || !names || !signature) {
    throw new GatewayError(
      "AuthFailure.InvalidAuthorization",
      "The Authorization header does not conform to the TC3-HMAC-SHA256 format.",
    );
  }
  return { secretId, date, service: scopeService, signedHeaders: names.split(";"), signature };
}

function checkSignedHeaders(names: readonly string[]): void {
  const ordered = names.every((name, index) => index === 0 || (names[index - 1] ?? "") < name);
  const complete = names.includes("content-type") && names.includes("host");
  if (ordered && complete && names.every((name) => name === name.toLowerCase())) return;
  throw new GatewayError(
    "AuthFailure.InvalidAuthorization",
    "SignedHeaders must hold at least content-type and host, in lower case and ascending order.",
  );
}

function checkTimestamp(timestamp: string, date: string, now: number): void {
  const seconds = Number(timestamp);
  if (Math.abs(now / 1000 - seconds) > toleranceSeconds) {
    throw new GatewayError(
      "AuthFailure.SignatureExpire",
      `The request's timestamp ${timestamp} and the server's time ${Math.floor(now / 1000)} differ by more than 5 minutes.`,
    );
  }
  if (new Date(seconds * 1000).toISOString().slice(0, 10) === date) return;
  throw new GatewayError(
    "AuthFailure.SignatureFailure",
    "The date of the credential scope is not the UTC date of X-TC-Timestamp.",
  );
}

function sameSecret(given: string, expected: string): boolean {
  // Hashed first: equal lengths, so that the comparison's time tells nothing.
  return timingSafeEqual(
    createHash("sha256").update(given).digest(),
    createHash("sha256").update(expected).digest(),
  );
}

function checkToken(given: string, expected: string | null): void {
  if (sameSecret(given, expected ?? "")) return;
  throw new GatewayError("AuthFailure.TokenFailure", "The session token is invalid or has expired.");
}

function canonicalHeaders({ headers }: SignedRequest, names: readonly string[], host: string): string {
  return names
    .map((name) => {
      const received = name === "host" ? host : headers[name];
      // Name and value in lower case, white space around the value dropped.
      return `${name}:${String(received ?? "")
        .trim()
        .toLowerCase()}\n`;
    })
    .join("");
}

function signatureFor(
  request: SignedRequest,
  { date, signedHeaders }: Authorization,
  secretKey: string,
  host: string,
): string {
  const headers = canonicalHeaders(request, signedHeaders, host);
  const canonical = `POST\n/\n\n${headers}\n${signedHeaders.join(";")}\n${sha256(request.body)}`;
  const timestamp = String(request.headers["x-tc-timestamp"]);
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${sha256(canonical)}`;
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), "tc3_request");
  return hmac(key, toSign).toString("hex");
}

/** The official SDKs sign the host without its port, others as sent; both are right. */
function acceptableHosts({ headers }: SignedRequest): string[] {
  const host = headers.host ?? "";
  return [host, host.replace(/:\d+$/, "")];
}

function checkSignature(request: SignedRequest, authorization: Authorization, secretKey: string): void {
  const matches = acceptableHosts(request).filter((host) =>
    sameSecret(authorization.signature, signatureFor(request, authorization, secretKey, host)),
  );
  if (authorization.service === service && matches.length > 0) return;
  throw new GatewayError(
    "AuthFailure.SignatureFailure",
    "The provided credentials could not be validated. Please check that your signature is correct.",
  );
}

/**
 * Verifies a TC3-HMAC-SHA256 signature as the upstream's specification has it. `now` is the server's time in
 * milliseconds since 1970. The headers Authorization and X-TC-Timestamp must be there.
 * Throws a GatewayError with one of the `AuthFailure.*` codes.
 */
export function verifySignature(request: SignedRequest, credentials: Credentials, now: number): void {
  const authorization = parseAuthorization(request.headers.authorization ?? "");
  checkSignedHeaders(authorization.signedHeaders);
  if (!sameSecret(authorization.secretId, credentials.secretId)) {
    throw new GatewayError(
      "AuthFailure.SecretIdNotFound",
      "The SecretId is not found, please ensure that your SecretId is correct.",
    );
  }
  checkTimestamp(String(request.headers["x-tc-timestamp"]), authorization.date, now);
  checkToken(String(request.headers["x-tc-token"] ?? ""), credentials.sessionToken);
  checkSignature(request, authorization, credentials.secretKey);
}
