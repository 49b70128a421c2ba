import { z } from "zod";
import { campaignStates } from "./campaign.ts";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";
import { refusalCodes } from "./watch-list.ts";

/**
 * `chunk`: what a page that shows progress sends at a time; the upstream answers some 18 a second when nothing else
 * is due. Whoever breaks off a request stops the asking.
 */
export const previewLimits = { campaigns: 500, chunk: 20 } as const;

export const previewRequestSchema = z.strictObject({
  campaigns: z
    .array(campaignKeySchema)
    .min(1)
    .max(previewLimits.campaigns)
    .describe(
      `Answered once all of them were asked for: for progress, send ${previewLimits.chunk} at a time; broken off, no more is asked`,
    ),
});

const previewedSchema = z.object({
  sdkAppId: z.int().positive(),
  campaignId: z.int().positive(),
  watched: z.boolean().describe("It stands on the watch list already"),
});

const foundSchema = previewedSchema.extend({
  outcome: z.literal("found"),
  label: z.string().nullable().describe("The label it stands under on the watch list"),
  name: z.string().nullable(),
  agent: z.string().nullable().describe("The agent's account"),
  state: z.enum(campaignStates),
  stateCode: z.int().nullable(),
  startTime: instantSchema.nullable(),
  endTime: instantSchema.nullable(),
  totalCallees: z.int().nonnegative().nullable(),
  calledCallees: z.int().nonnegative().nullable(),
});

const failure = {
  code: z.string().describe("The upstream's own code, or one of ours for a broken hop"),
  message: z
    .string()
    .describe("The upstream's words for managers without a restriction, else a plain sentence for the code"),
  requestId: z.string().nullable(),
};

/** What came of asking for one campaign. */
export const previewedCampaignSchema = z.discriminatedUnion("outcome", [
  foundSchema,
  previewedSchema.extend({ outcome: z.literal("notFound"), ...failure }),
  previewedSchema.extend({ outcome: z.literal("failed"), ...failure }),
  previewedSchema.extend({ outcome: z.literal("refused"), code: z.enum(refusalCodes) }),
]);

/** In the order in which they were asked for, each once. Nothing is kept. */
export const previewAnswerSchema = z.object({ campaigns: z.array(previewedCampaignSchema) });

export type PreviewRequest = z.infer<typeof previewRequestSchema>;
export type PreviewedCampaign = z.infer<typeof previewedCampaignSchema>;
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;
