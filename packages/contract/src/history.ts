import { z } from "zod";
import { attentionKinds, awayStates, campaignStates } from "./enumerations.ts";
import { instantSchema } from "./identifiers.ts";

export const historyLimits = { points: 2000, defaultPoints: 300 } as const;

const count = z.int().nonnegative().nullable();

/** null: not known. */
export const sampleSchema = z
  .object({
    at: instantSchema,
    called: count.meta({ examples: [80] }),
    total: count.meta({ examples: [200] }),
    state: z.enum(campaignStates),
  })
  .meta({ id: "Sample" });

/** Between two samples nothing changed, except in a gap, where the campaign was not observed. */
export const historySchema = z.object({
  samples: z.array(sampleSchema),
  observedSince: instantSchema.nullable().describe("Time of the first sample, whatever the range"),
  gaps: z.array(z.object({ from: instantSchema, to: instantSchema })),
});

const time = z.iso.datetime({ offset: true, error: "must be an ISO 8601 time" });

/** Both ends included; by default the whole history. */
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
    .describe(
      `Maximum number of samples (2 to ${historyLimits.points}, default ${historyLimits.defaultPoints})`,
    ),
});

export const eventLimits = { events: 200 } as const;

const total = count.describe("null: not known");

export const campaignEventSchema = z.discriminatedUnion("kind", [
  /** The first observation of a campaign, too. */
  z.object({
    kind: z.literal("state"),
    at: instantSchema,
    state: z.enum(campaignStates),
    stateCode: z.int().nullable().describe("The upstream's number for the state"),
  }),
  z.object({ kind: z.literal("total"), at: instantSchema, total, before: total }),
  z.object({
    kind: z.literal("attention"),
    at: instantSchema.describe("When it began"),
    attention: z.enum(attentionKinds),
    until: instantSchema.nullable().describe("null: it still holds"),
  }),
  /** While the campaign ran, and from one minute on. */
  z.object({
    kind: z.literal("agent"),
    at: instantSchema.describe("When its agent went away"),
    status: z.enum(awayStates),
    until: instantSchema.nullable().describe("null: still away"),
  }),
  z.object({
    kind: z.literal("unobserved"),
    at: instantSchema.describe("The last observation before the gap"),
    until: instantSchema.nullable().describe("null: not observed since"),
  }),
]);

/** The newest events, newest first by `at`. */
export const campaignEventsSchema = z.object({
  events: z.array(campaignEventSchema).max(eventLimits.events),
});

export const callsPerMinuteLimits = { minutes: 60 } as const;

/** Callees called in each of the last 60 whole minutes, over all campaigns of the viewer, ascending. */
export const callsPerMinuteSchema = z.object({
  minutes: z
    .array(
      z.object({
        at: instantSchema.describe("Start of the minute"),
        called: z
          .number()
          .nonnegative()
          .nullable()
          .describe(
            "null: not known, because observations cover less than three quarters of the running time of the viewer's campaigns in that minute",
          ),
      }),
    )
    .max(callsPerMinuteLimits.minutes),
});

export type History = z.infer<typeof historySchema>;
export type CampaignEvent = z.infer<typeof campaignEventSchema>;
export type CampaignEvents = z.infer<typeof campaignEventsSchema>;
export type CallsPerMinute = z.infer<typeof callsPerMinuteSchema>;
