import { z } from "zod";
import { instantSchema } from "./identifiers.ts";

export const callsPerMinuteLimits = { minutes: 60 } as const;

/** How many callees were called in each of the last 60 whole minutes, over all campaigns of the viewer, ascending. */
export const callsPerMinuteSchema = z.object({
  minutes: z
    .array(
      z.object({
        at: instantSchema.describe("The minute's beginning"),
        called: z
          .number()
          .nonnegative()
          .nullable()
          .describe(
            "null: not known, since looks covered less than three quarters of the time in which the viewer's campaigns ran in that minute",
          ),
      }),
    )
    .max(callsPerMinuteLimits.minutes),
});

export type CallsPerMinute = z.infer<typeof callsPerMinuteSchema>;
