import { type DestinationStream, pino } from "pino";
import type { Config } from "../config/config.ts";

/** Property names, at the top or one level below. */
const hidden = [
  "authorization",
  "clientSecret",
  "connectionString",
  "cookie",
  "credentials",
  "databaseUrl",
  "headers",
  "password",
  "refreshToken",
  "secret",
  "secretKey",
  "sessionToken",
  "token",
];

export function createLogger(level: string, secrets: readonly string[], destination?: DestinationStream) {
  const options = {
    level,
    formatters: { level: (name: string) => ({ level: name }) },
    redact: { paths: hidden.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
    hooks: { streamWrite: createRedaction(secrets) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

export function secretsOf(config: Config): readonly string[] {
  const { accounts, access, databaseUrl, metricsToken, webhooks, proxies } = config;
  const { tokens, signIn } = access;
  return [
    ...accounts
      .flatMap(({ keys }) => keys)
      .flatMap(({ secretKey, sessionToken }) => [secretKey, sessionToken]),
    tokens?.key.kind === "secret" ? tokens.key.secret : undefined,
    signIn?.clientSecret,
    signIn?.sessionSecret,
    metricsToken,
    databaseUrl,
    ...passwordsOf(databaseUrl),
    ...[proxies?.httpProxy, proxies?.httpsProxy].flatMap((proxy) => passwordsOf(proxy ?? null)),
    ...webhooks.receivers.flatMap(({ url, secret }) => [url.href, url.pathname + url.search, secret]),
  ].filter((secret) => secret != null);
}

/** Encoded as in the URL, and decoded. */
function passwordsOf(address: string | null): readonly string[] {
  if (address === null) return [];
  const { password } = new URL(address);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** Redacting shorter texts would hide too much. */
const leastLength = 6;
const mark = "[redacted]";

/** Secrets by their form: tokens, signatures, passwords in URLs. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic) [\w~+/.=-]{8,}/gi, `$1 ${mark}`],
  [/\bTC3-HMAC-SHA256 Credential=[^"\\]*/g, mark],
  [/\bSignature=\w+/g, `Signature=${mark}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, mark],
  [/(:\/\/[^\s:/@"]*:)[^\s/@"]+@/g, `$1${mark}@`],
];

function createRedaction(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))]
    .filter((secret) => secret.length >= leastLength)
    // The longest first: one may contain another.
    .toSorted((one, other) => other.length - one.length);
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, mark), text);
    return patterns.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), without);
  };
}
