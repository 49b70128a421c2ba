import { watchListLimits } from "@cruiseboard/contract";
import { z } from "zod";
import { inChunks } from "../in-chunks.ts";
import { ApiError } from "./api-error.ts";

const mostErrors = 20;
/** zod's messages quote unknown keys, which may be long. */
const longestMessage = 200;

export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues, 0);
}

/** The same for a long list of campaigns, in parts between which other requests run. Stops at the first wrong part. */
export async function validateInSteps<T extends z.ZodType>(schema: T, value: unknown): Promise<z.output<T>> {
  const campaigns = (value as { campaigns?: unknown } | null | undefined)?.campaigns;
  // The schema itself refuses a list that is too long.
  const isLong = Array.isArray(campaigns) && campaigns.length > validatedAtOnce;
  if (!isLong || campaigns.length > watchListLimits.entriesPerRequest) return validate(schema, value);
  const valid: unknown[] = [];
  let whole: unknown;
  for await (const some of inChunks(campaigns, validatedAtOnce)) {
    const parsed = schema.safeParse({ ...(value as object), campaigns: some });
    if (!parsed.success) throw invalid(parsed.error.issues, valid.length);
    whole = parsed.data;
    valid.push(...(parsed.data as { campaigns: unknown[] }).campaigns);
  }
  return { ...(whole as object), campaigns: valid } as z.output<T>;
}

const validatedAtOnce = 500;

function invalid(issues: readonly z.core.$ZodIssue[], first: number): ApiError {
  const errors = issues.slice(0, mostErrors).map(({ path, message }) => ({
    field: z.core.toDotPath(path.map((part) => (typeof part === "number" ? part + first : part))) || "body",
    message:
      message.length > longestMessage ? `${message.slice(0, longestMessage).toWellFormed()}…` : message,
  }));
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return new ApiError(400, "invalid_request", detail, { errors });
}
