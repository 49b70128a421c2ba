import { z } from "zod";

/** Stable codes of failures; clients supply the words. */
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

/** RFC 9457 problem details; `errors` names the invalid fields. */
export const problemSchema = z
  .object({
    type: z.literal("about:blank"),
    title: z.string().meta({ examples: ["Not Found"] }),
    status: z.int().meta({ examples: [404] }),
    code: z.enum(errorCodes).meta({ examples: ["campaign_not_found"] }),
    detail: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    signIn: z
      .string()
      .optional()
      .describe("With 401: the sign-in address; absent if only bearer tokens are accepted"),
  })
  .meta({ id: "Problem" });

export type ErrorCode = (typeof errorCodes)[number];
export type Problem = z.infer<typeof problemSchema>;
