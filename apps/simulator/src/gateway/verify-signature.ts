import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { check } from "./gateway-error.ts";

export interface Credentials {
  secretId: string;
  secretKey: string;
  sessionToken: string | null;
}

interface SignedRequest {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

type Authorization = ReturnType<typeof parseAuthorization>;

const toleranceSeconds = 5 * 60;
const service = "ccc";
const invalid = "AuthFailure.InvalidAuthorization";
const failed = "AuthFailure.SignatureFailure";
const authorizationFormat =
  /^TC3-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/;

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();

function parseAuthorization(header: string) {
  const [, secretId, date, scopeService, names, signature] = authorizationFormat.exec(header) ?? [];
  const isComplete = secretId && date && scopeService && names && signature;
  check(isComplete, invalid, "The Authorization header does not conform to the TC3-HMAC-SHA256 format.");
  return { secretId, date, service: scopeService, signedHeaders: names.split(";"), signature };
}

function checkSignedHeaders(names: readonly string[]): void {
  const canonical = [...new Set(names.map((name) => name.toLowerCase()))].toSorted().join();
  check(
    canonical === names.join() && names.includes("content-type") && names.includes("host"),
    invalid,
    "SignedHeaders must hold at least content-type and host, in lower case and ascending order.",
  );
}

function checkTimestamp(timestamp: string, date: string, now: number): void {
  const seconds = Number(timestamp);
  check(
    Math.abs(now / 1000 - seconds) <= toleranceSeconds,
    "AuthFailure.SignatureExpire",
    `The request's timestamp ${timestamp} and the server's time ${Math.floor(now / 1000)} differ by more than 5 minutes.`,
  );
  const isOfDate = new Date(seconds * 1000).toISOString().slice(0, 10) === date;
  check(isOfDate, failed, "The date of the credential scope is not the UTC date of X-TC-Timestamp.");
}

function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(expected)));
}

function signatureFor(request: SignedRequest, authorization: Authorization, secretKey: string, host: string) {
  const { date, signedHeaders } = authorization;
  const sent: IncomingHttpHeaders = { ...request.headers, host };
  const lines = signedHeaders.map((name) => `${name}:${String(sent[name] ?? "").trim()}\n`.toLowerCase());
  const canonical = `POST\n/\n\n${lines.join("")}\n${signedHeaders.join(";")}\n${sha256(request.body)}`;
  const timestamp = String(request.headers["x-tc-timestamp"]);
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${sha256(canonical)}`;
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), "tc3_request");
  return hmac(key, toSign).toString("hex");
}

function checkSignature(request: SignedRequest, authorization: Authorization, secretKey: string): void {
  const host = request.headers.host ?? "";
  // The official SDKs sign the host without its port, other clients as sent; the upstream accepts both.
  const matches = [host, host.replace(/:\d+$/, "")].some((candidate) =>
    sameSecret(authorization.signature, signatureFor(request, authorization, secretKey, candidate)),
  );
  check(
    authorization.service === service && matches,
    failed,
    "The provided credentials could not be validated. Please check that your signature is correct.",
  );
}

/**
 * Verifies TC3-HMAC-SHA256 at `now` (epoch milliseconds). Authorization and X-TC-Timestamp must be present.
 * @throws GatewayError with an `AuthFailure.*` code.
 */
export function verifySignature(request: SignedRequest, credentials: Credentials, now: number): void {
  const { headers } = request;
  const authorization = parseAuthorization(headers.authorization ?? "");
  checkSignedHeaders(authorization.signedHeaders);
  const isKnown = sameSecret(authorization.secretId, credentials.secretId);
  const ensure = "The SecretId is not found, please ensure that your SecretId is correct.";
  check(isKnown, "AuthFailure.SecretIdNotFound", ensure);
  checkTimestamp(String(headers["x-tc-timestamp"]), authorization.date, now);
  const hasToken = sameSecret(String(headers["x-tc-token"] ?? ""), credentials.sessionToken ?? "");
  check(hasToken, "AuthFailure.TokenFailure", "The session token is invalid or has expired.");
  checkSignature(request, authorization, credentials.secretKey);
}
