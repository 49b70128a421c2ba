import { z } from "zod";
import { campaignSchema } from "./campaign.ts";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";

export const upstreamStatuses = [
  "ok",
  "throttled",
  "degraded",
  "credentialsRejected",
  "unreachable",
  // What only another version knows.
  "unknown",
] as const;

export const upstreamStateSchema = z.object({
  status: z.enum(upstreamStatuses),
  budgetPerSecond: z.number().describe("Requests a second allowed right now"),
  usedPerSecond: z.number().describe("Requests sent in the last full second, averaged over ten"),
  clockSkewMs: z.number().nullable().describe("Upstream clock minus ours, in milliseconds; null: never seen"),
  message: z
    .string()
    .nullable()
    .describe(
      "The upstream's or the network's own words, for managers without a restriction; null for everybody else",
    ),
  staleAfterMs: z
    .number()
    .optional()
    .describe(
      "Age in milliseconds from which a running campaign's values are stale: 60,000, or longer where there are more campaigns than the budget can keep that fresh",
    ),
});

/** One of several accounts, as far as the viewer's scope touches it. */
export const accountUpstreamSchema = upstreamStateSchema.extend({
  name: z.string(),
  sdkAppIds: z.array(z.int().positive()).describe("Its applications that are in the viewer's scope"),
});

/** How the upstream as a whole is doing, as far as this installation can see. */
export const upstreamSchema = upstreamStateSchema.extend({
  accounts: z
    .array(accountUpstreamSchema)
    .optional()
    .describe(
      "Only where several accounts are configured: those that the viewer's scope touches. The fields beside it sum them up: the worst status, the sums of the rates, the largest skew",
    ),
});

/** The board, whole (`full`) or as what changed since the cursor that was sent. */
export const boardAnswerSchema = z.object({
  cursor: z.string(),
  full: z.boolean(),
  campaigns: z.array(campaignSchema),
  removed: z.array(campaignKeySchema),
  upstream: upstreamSchema,
  serverTime: instantSchema,
  build: z
    .string()
    .nullable()
    .optional()
    .describe(
      "Names the page that this backend serves: an open page of another name is older, or newer; null: none",
    ),
});

export const boardQuerySchema = z.object({
  since: z.string().max(200).optional().describe("A cursor of an earlier answer"),
});

export type UpstreamStatus = (typeof upstreamStatuses)[number];
/** Of one account, or of all together. */
export type UpstreamState = z.infer<typeof upstreamStateSchema>;
export type AccountUpstream = z.infer<typeof accountUpstreamSchema>;
export type Upstream = z.infer<typeof upstreamSchema>;
export type BoardAnswer = z.infer<typeof boardAnswerSchema>;
