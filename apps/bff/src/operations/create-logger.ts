import { type Logger, pino } from "pino";

/** JSON lines on standard output. Headers and credentials never get there, whatever is handed in. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    redact: {
      paths: [
        "credentials",
        "*.credentials",
        "headers",
        "*.headers",
        "authorization",
        "*.authorization",
        "secretKey",
        "*.secretKey",
        "sessionToken",
        "*.sessionToken",
      ],
      censor: "[redacted]",
    },
  });
}
