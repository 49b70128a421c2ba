import { z } from "zod";
import { campaignSchema } from "./campaign.ts";
import { upstreamStatuses } from "./enumerations.ts";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";

export const upstreamStateSchema = z.object({
  status: z.enum(upstreamStatuses),
  budgetPerSecond: z.number().describe("Requests a second currently allowed"),
  usedPerSecond: z.number().describe("Requests a second, averaged over the last ten full seconds"),
  clockSkewMs: z
    .number()
    .nullable()
    .describe("Upstream clock minus the backend's, in milliseconds; null: not known"),
  message: z
    .string()
    .nullable()
    .describe(
      "The upstream's or the network's message, for managers without restrictions; null for other viewers",
    ),
  staleAfterMs: z
    .number()
    .optional()
    .describe(
      "Age in milliseconds from which a running campaign is stale: 60,000, or more if there are more campaigns than the budget can observe in that time",
    ),
  discovery: z
    .object({ requests: z.int().nonnegative(), found: z.int().nonnegative() })
    .optional()
    .describe(
      "What the search for new campaigns cost and found since the observing backend started; absent if it is off",
    ),
});

export const accountUpstreamSchema = upstreamStateSchema.extend({
  name: z.string(),
  sdkAppIds: z.array(z.int().positive()).describe("Its applications that are in the viewer's scope"),
});

export const upstreamSchema = upstreamStateSchema
  .extend({
    accounts: z
      .array(accountUpstreamSchema)
      .optional()
      .describe(
        "Only with several accounts: those in the viewer's scope. The other fields summarise them: the worst status, the sums of the rates, the largest skew",
      ),
  })
  .meta({ id: "Upstream" });

/** The whole board (`full`), or the changes since the cursor of the request. */
export const boardAnswerSchema = z
  .object({
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
        "Version of the page that this backend serves; an open page of another version should reload. null: none",
      ),
  })
  .meta({ id: "BoardAnswer" });

export const boardQuerySchema = z.object({
  since: z
    .string()
    .max(200)
    .optional()
    .describe("The cursor of an earlier answer")
    .meta({ examples: ["m3x9-41"] }),
});

export const focusLimits = { campaigns: 200, lapsesAfterMs: 30_000 } as const;

/** The campaigns on a viewer's screen: observed first, until the focus lapses. */
export const focusSchema = z.strictObject({
  page: z
    .string()
    .max(64)
    .optional()
    .describe("Identifies one of the viewer's open pages: each replaces only its own focus"),
  campaigns: z.array(campaignKeySchema).max(focusLimits.campaigns),
});

export type UpstreamStatus = (typeof upstreamStatuses)[number];
export type UpstreamState = z.infer<typeof upstreamStateSchema>;
export type AccountUpstream = z.infer<typeof accountUpstreamSchema>;
export type Upstream = z.infer<typeof upstreamSchema>;
export type BoardAnswer = z.infer<typeof boardAnswerSchema>;
export type Focus = z.infer<typeof focusSchema>;
