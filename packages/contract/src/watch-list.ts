import { z } from "zod";
import { campaignSchema, failureSchema } from "./campaign.ts";
import { refusalCodes, watchListLimits } from "./enumerations.ts";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";

const observedShape = campaignSchema.pick({
  name: true,
  agent: true,
  state: true,
  stateCode: true,
  startTime: true,
  endTime: true,
  totalCallees: true,
  calledCallees: true,
}).shape;

/** PostgreSQL cannot store NUL characters. */
const labelSchema = z
  .string()
  .trim()
  .max(watchListLimits.labelLength)
  .refine((label) => !label.includes("\0"), "must not hold a NUL character");

/** Adding a known campaign with a label replaces its label; without one, or with an empty one, keeps it. */
export const watchListAdditionSchema = z.object({
  ...campaignKeySchema.shape,
  label: labelSchema.nullish().meta({ examples: ["Spring"] }),
});

export const addToWatchListSchema = z
  .strictObject({
    campaigns: z.array(watchListAdditionSchema).min(1).max(watchListLimits.entriesPerRequest),
  })
  .meta({ id: "AddToWatchList" });

/** Unlike in an addition, null and "" remove the label. */
export const relabelSchema = z.strictObject({
  label: labelSchema.nullable().transform((label) => label || null),
});

export const watchListEntrySchema = z
  .object({
    ...campaignKeySchema.shape,
    label: z.string().nullable(),
    addedAt: instantSchema,
  })
  .meta({ id: "WatchListEntry" });

export const watchListSchema = z.object({ campaigns: z.array(watchListEntrySchema) });

export const addToWatchListAnswerSchema = z.object({
  added: z.int().nonnegative(),
  existing: z.int().nonnegative(),
  refused: z.array(campaignKeySchema.extend({ code: z.enum(refusalCodes) })),
  campaigns: z
    .array(campaignKeySchema.extend({ known: z.enum(["observed", "notFound", "failing", "pending"]) }))
    .optional()
    .describe(
      "What is known of each campaign that is watched now; pending: not observed yet. Absent for registrars",
    ),
});

export const removeFromWatchListSchema = z.strictObject({
  campaigns: z.array(campaignKeySchema).min(1).max(watchListLimits.entriesPerRequest),
});

/** Adding the removed entries as they are undoes the removal. */
export const removeFromWatchListAnswerSchema = z.object({
  removed: z.array(watchListEntrySchema),
  absent: z.array(campaignKeySchema),
});

/** `chunk`: campaigns per request for a client that shows progress, about a second of the upstream's budget. */
export const previewLimits = { campaigns: 500, chunk: 20 } as const;

export const previewRequestSchema = z.strictObject({
  campaigns: z
    .array(campaignKeySchema)
    .min(1)
    .max(previewLimits.campaigns)
    .describe(
      `Answered once all are observed: to show progress, send ${previewLimits.chunk} at a time; aborting the request stops the observations`,
    ),
});

const previewedSchema = z.object({
  ...campaignKeySchema.shape,
  watched: z.boolean().describe("The campaign is on the watch list"),
});

const failure = failureSchema.omit({ at: true }).shape;

export const previewedCampaignSchema = z.discriminatedUnion("outcome", [
  previewedSchema.extend({
    outcome: z.literal("found"),
    label: z.string().nullable().describe("Its label on the watch list"),
    ...observedShape,
  }),
  previewedSchema.extend({ outcome: z.literal("notFound"), ...failure }),
  previewedSchema.extend({ outcome: z.literal("failed"), ...failure }),
  previewedSchema.extend({ outcome: z.literal("refused"), code: z.enum(refusalCodes) }),
]);

/** In the order of the request, each once. */
export const previewAnswerSchema = z.object({ campaigns: z.array(previewedCampaignSchema) });

/** A campaign that was found and is not watched, as it was then. */
export const suggestionSchema = z
  .object({ ...campaignKeySchema.shape, foundAt: instantSchema, ...observedShape })
  .meta({ id: "Suggestion" });

/** In the order of their ids, at most 500. */
export const suggestionsSchema = z.object({ campaigns: z.array(suggestionSchema) });

export const dismissedSchema = z.object({ dismissed: z.array(campaignKeySchema) });

export const archiveLimits = { afterHours: 8784 } as const;

export const archiveRuleSchema = z.strictObject({
  afterHours: z
    .int()
    .min(1)
    .max(archiveLimits.afterHours)
    .nullable()
    .describe(
      "Hours from a campaign's confirmed end, or from when it was added if later, until it is archived; null: never",
    ),
});

/** The last observation of a campaign that is not observed any more. Its history stays readable. */
export const archivedCampaignSchema = watchListEntrySchema.extend({
  archivedAt: instantSchema,
  ...observedShape,
  observedAt: campaignSchema.shape.observedAt,
});

/** Last archived first. */
export const archiveSchema = z.object({ campaigns: z.array(archivedCampaignSchema) });

export type WatchListAddition = z.infer<typeof watchListAdditionSchema>;
export type AddToWatchList = z.infer<typeof addToWatchListSchema>;
export type WatchListEntry = z.infer<typeof watchListEntrySchema>;
export type WatchList = z.infer<typeof watchListSchema>;
export type RemoveFromWatchListAnswer = z.infer<typeof removeFromWatchListAnswerSchema>;
export type AddToWatchListAnswer = z.infer<typeof addToWatchListAnswerSchema>;
export type PreviewRequest = z.infer<typeof previewRequestSchema>;
export type PreviewedCampaign = z.infer<typeof previewedCampaignSchema>;
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;
export type Suggestion = z.infer<typeof suggestionSchema>;
export type Suggestions = z.infer<typeof suggestionsSchema>;
export type ArchiveRule = z.infer<typeof archiveRuleSchema>;
export type ArchivedCampaign = z.infer<typeof archivedCampaignSchema>;
