import { z } from "zod";
import { campaignStates } from "./campaign.ts";
import { instantSchema } from "./identifiers.ts";

export const historyLimits = { points: 2000, defaultPoints: 300 } as const;

/** One moment of a campaign's past; null: the upstream did not tell. */
export const sampleSchema = z.object({
  at: instantSchema,
  called: z.int().nonnegative().nullable(),
  total: z.int().nonnegative().nullable(),
  state: z.enum(campaignStates),
});

/** A campaign's past as it was observed. Between two samples nothing changed; in a gap nobody could look. */
export const historySchema = z.object({
  samples: z.array(sampleSchema),
  observedSince: instantSchema.nullable().describe("The first sample there is, whatever was asked for"),
  gaps: z.array(z.object({ from: instantSchema, to: instantSchema })),
});

const time = z.iso.datetime({ offset: true, error: "must be an ISO 8601 time" });

/** Both ends included; from the beginning and until now unless told. */
export const historyRangeSchema = z
  .object({ from: time.optional(), to: time.optional() })
  .refine(({ from, to }) => !from || !to || Date.parse(from) <= Date.parse(to), {
    path: ["from"],
    error: "must not be after to",
  });

export const historyQuerySchema = historyRangeSchema.safeExtend({
  points: z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.int().min(2).max(historyLimits.points))
    .optional()
    .describe(`At most so many samples (2 to ${historyLimits.points}; 300 unless told)`),
});

export type Sample = z.infer<typeof sampleSchema>;
export type History = z.infer<typeof historySchema>;
