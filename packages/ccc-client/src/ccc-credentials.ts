/** What signs the calls. The token belongs to temporary credentials only. */
export interface CccCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken?: string;
}

/** A key with a line break or a blank is a slip of copying; as a header it would make every single call fail. */
const printable = /^[\x21-\x7e]+$/;

/**
 * A private copy, so that nobody changes the credentials of a running client.
 * @throws TypeError that names the bad part and never its value.
 */
export function checkedCredentials(credentials: CccCredentials): CccCredentials {
  const { secretId, secretKey, sessionToken } = credentials;
  requirePrintable("secretId", secretId);
  requirePrintable("secretKey", secretKey);
  if (sessionToken === undefined) return Object.freeze({ secretId, secretKey });
  requirePrintable("sessionToken", sessionToken);
  return Object.freeze({ secretId, secretKey, sessionToken });
}

function requirePrintable(name: string, value: string): void {
  if (!printable.test(value)) {
    throw new TypeError(`The credentials' ${name} is empty or holds characters that no header may carry`);
  }
}

/**
 * Takes the credentials and every signature out of a text that came back from the upstream: a broken hop may
 * echo the request that it got.
 */
export function createRedaction(credentials: CccCredentials): (text: string) => string {
  const secrets = [credentials.secretKey, credentials.sessionToken].filter((secret) => secret !== undefined);
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text)
      .replace(/TC3-HMAC-SHA256\s+Credential=.*?Signature=\w*/gs, "[redacted]")
      .replace(/Signature=\w+/g, "Signature=[redacted]");
}
