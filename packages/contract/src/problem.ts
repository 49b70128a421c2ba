import { z } from "zod";

/** Every way a call can fail, as a stable code; the page owns the words. */
export const errorCodes = [
  "invalid_request",
  "invalid_json",
  "payload_too_large",
  "unsupported_media_type",
  "unauthenticated",
  "forbidden",
  "not_found",
  "campaign_not_found",
  "method_not_allowed",
  "rate_limited",
  "upstream_failed",
  "upstream_unavailable",
  "storage_failed",
  "shutting_down",
  "sign_in_unavailable",
  "internal_error",
] as const;

/** RFC 9457 problem details, always with `code`; `errors` names the fields that were wrong. */
export const problemSchema = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  code: z.enum(errorCodes),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  signIn: z
    .string()
    .optional()
    .describe("With 401: where people sign in; not there: this installation takes bearer tokens only"),
});

export type ErrorCode = (typeof errorCodes)[number];
export type Problem = z.infer<typeof problemSchema>;
