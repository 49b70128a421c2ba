export interface CccCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken?: string;
}

/** Line breaks and blanks come from copying, and would make every call fail. */
const printable = /^[\x21-\x7e]+$/;

/** @throws TypeError that names the bad part, never its value. */
export function checkedCredentials(credentials: CccCredentials): CccCredentials {
  for (const name of ["secretId", "secretKey", "sessionToken"] as const) {
    if (printable.test(credentials[name] ?? "none")) continue;
    throw new TypeError(
      `The credentials' ${name} is empty or contains characters that a header cannot carry`,
    );
  }
  return Object.freeze({ ...credentials });
}

/** Removes credentials and signatures from text of the upstream: a broken proxy may echo the request. */
export function createRedaction(credentials: CccCredentials): (text: string) => string {
  const secrets = [credentials.secretKey, credentials.sessionToken].filter((secret) => secret !== undefined);
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text)
      .replace(/TC3-HMAC-SHA256\s+Credential=.*?Signature=\w*/gs, "[redacted]")
      .replace(/Signature=\w+/g, "Signature=[redacted]");
}
