import { z } from "zod";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";

export const watchListLimits = { entriesPerRequest: 10_000, labelLength: 200 } as const;

/** Databases keep any text but one with a NUL character. */
const labelSchema = z
  .string()
  .trim()
  .max(watchListLimits.labelLength)
  .refine((label) => !label.includes("\0"), "must not hold a NUL character");

/**
 * One entry to add. A label is trimmed; an empty one counts as none. Of what is watched (or archived) already, a label
 * that is given replaces the one that stands there; none keeps it. What `GET` answers is accepted here, too.
 */
export const watchListAdditionSchema = z.object({
  ...campaignKeySchema.shape,
  label: labelSchema.nullish(),
});

export const addToWatchListSchema = z.strictObject({
  campaigns: z.array(watchListAdditionSchema).min(1).max(watchListLimits.entriesPerRequest),
});

/** What `PATCH` changes of an entry. Unlike in an addition, null and an empty text take the label away. */
export const relabelSchema = z.strictObject({
  label: labelSchema.nullable().transform((label) => label || null),
});

export const watchListEntrySchema = z.object({
  sdkAppId: z.int().positive(),
  campaignId: z.int().positive(),
  label: z.string().nullable(),
  addedAt: instantSchema,
});

export const watchListSchema = z.object({ campaigns: z.array(watchListEntrySchema) });

export const refusalCodes = ["application_not_allowed", "agent_not_allowed"] as const;

/** How many were new, how many stood there already, and which were refused and why. */
export const addToWatchListAnswerSchema = z.object({
  added: z.int().nonnegative(),
  existing: z.int().nonnegative(),
  refused: z.array(campaignKeySchema.extend({ code: z.enum(refusalCodes) })),
});

export const removeFromWatchListSchema = z.strictObject({
  campaigns: z.array(campaignKeySchema).min(1).max(watchListLimits.entriesPerRequest),
});

/** What was removed, as it stood in the list, so that adding it as it is takes the removal back; and what was not there. */
export const removeFromWatchListAnswerSchema = z.object({
  removed: z.array(watchListEntrySchema),
  absent: z.array(campaignKeySchema),
});

export type WatchListAddition = z.infer<typeof watchListAdditionSchema>;
export type AddToWatchList = z.infer<typeof addToWatchListSchema>;
export type WatchListEntry = z.infer<typeof watchListEntrySchema>;
export type WatchList = z.infer<typeof watchListSchema>;
export type RefusalCode = (typeof refusalCodes)[number];
export type RemoveFromWatchListAnswer = z.infer<typeof removeFromWatchListAnswerSchema>;
export type AddToWatchListAnswer = z.infer<typeof addToWatchListAnswerSchema>;
