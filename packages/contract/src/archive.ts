import { z } from "zod";
import { campaignStates } from "./campaign.ts";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";

export const archiveLimits = { afterHours: 8784 } as const;

/** When a campaign that has ended leaves the board for the archive. */
export const archiveRuleSchema = z.strictObject({
  afterHours: z
    .int()
    .min(1)
    .max(archiveLimits.afterHours)
    .nullable()
    .describe("Hours after its confirmed end, or after it was added, whichever is later; null: never"),
});

/** A campaign that is not asked for any more, as it was last seen. Its history stays readable. */
export const archivedCampaignSchema = z.object({
  ...campaignKeySchema.shape,
  label: z.string().nullable(),
  addedAt: instantSchema,
  archivedAt: instantSchema,
  name: z.string().nullable(),
  agent: z.string().nullable(),
  state: z.enum(campaignStates),
  stateCode: z.int().nullable(),
  startTime: instantSchema.nullable(),
  endTime: instantSchema.nullable(),
  totalCallees: z.int().nonnegative().nullable(),
  calledCallees: z.int().nonnegative().nullable(),
  observedAt: instantSchema.nullable(),
});

/** Newest in the archive first. */
export const archiveSchema = z.object({ campaigns: z.array(archivedCampaignSchema) });

export type ArchiveRule = z.infer<typeof archiveRuleSchema>;
export type ArchivedCampaign = z.infer<typeof archivedCampaignSchema>;
export type Archive = z.infer<typeof archiveSchema>;
