import { type DestinationStream, type Logger, pino } from "pino";
import type { Config } from "../config/config.ts";

interface LoggerOptions {
  readonly level: string;
  /** Texts that no line may hold, wherever they come from. */
  readonly secrets: readonly string[];
  /** Standard output unless told. */
  readonly destination?: DestinationStream;
}

/** By name, at the top of what is logged or one step below. */
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

/** JSON lines. Headers, credentials and the given secrets never get there, whatever is handed in. */
export function createLogger({ level, secrets, destination }: LoggerOptions): Logger {
  const redacted = createRedaction(secrets);
  const options = {
    level,
    redact: { paths: hidden.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
    hooks: { streamWrite: redacted },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Every text of the configuration that nobody may read, so that it can be kept out of what is written anywhere. */
export function secretsOf(config: Config): readonly string[] {
  const { accounts, access, databaseUrl, metricsToken, webhooks } = config;
  const { tokens, signIn } = access;
  return [
    ...accounts.flatMap(({ credentials }) => [credentials.secretKey, credentials.sessionToken]),
    tokens?.key.kind === "secret" ? tokens.key.secret : undefined,
    signIn?.clientSecret,
    signIn?.sessionSecret,
    metricsToken,
    databaseUrl,
    ...passwordsOf(databaseUrl),
    ...webhooks.receivers.flatMap(({ url, secret }) => [url.href, url.pathname + url.search, secret]),
  ].filter((secret) => secret != null);
}

/** As it stands in the URL, and as it is meant. */
function passwordsOf(databaseUrl: string | null): readonly string[] {
  if (databaseUrl === null) return [];
  const { password } = new URL(databaseUrl);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** A shorter one would hide half of every line; none that is worth its name is. */
const leastLength = 6;
const mark = "[redacted]";

/** What shows by its form that it is a secret, whoever's: of a request that something quotes, or of a database's URL. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic) [\w~+/.=-]{8,}/gi, `$1 ${mark}`],
  [/\bTC3-HMAC-SHA256 Credential=[^"\\]*/g, mark],
  [/\bSignature=\w+/g, `Signature=${mark}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, mark],
  [/(:\/\/[^\s:/@"]*:)[^\s/@"]+@/g, `$1${mark}@`],
];

/**
 * Takes these secrets, and what looks like one, out of a text, such as a line of JSON on its way to the log: a last net
 * under everything else that keeps them away from it.
 */
function createRedaction(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))]
    .filter((secret) => secret.length >= leastLength)
    // One may hold another.
    .toSorted((one, other) => other.length - one.length);
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, mark), text);
    return patterns.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), without);
  };
}
