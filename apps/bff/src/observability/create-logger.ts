import { type DestinationStream, type Logger, pino } from "pino";
import { createRedaction } from "./create-redaction.ts";

export interface LoggerOptions {
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
