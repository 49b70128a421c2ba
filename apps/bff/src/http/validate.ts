import type { z } from "zod";
import { ApiError } from "./api-error.ts";

/** At most this many faults are told; ten thousand wrong entries need no ten thousand lines. */
const mostErrors = 20;
/** Messages name keys that nobody asked for, and those may be any number, of any length. */
const longestMessage = 200;

/** The value as the schema has it. Throws 400 with the names of the fields that are wrong. */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, mostErrors)
    .map((issue) => ({ field: fieldName(issue.path), message: shorten(issue.message) }));
  throw new ApiError(400, "invalid_request", errors.map(inWords).join("; "), { errors });
}

/** `["campaigns", 3, "sdkAppId"]` → `campaigns[3].sdkAppId`; the whole body is `body`. */
function fieldName(path: readonly PropertyKey[]): string {
  const name = path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part),
    "",
  );
  return name || "body";
}

function shorten(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage).toWellFormed()}…` : message;
}

function inWords(error: { field: string; message: string }): string {
  return `${error.field}: ${error.message}`;
}
