import { z } from "zod";
import { campaignSchema } from "./campaign.ts";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";

export const upstreamStatuses = [
  "ok",
  "throttled",
  "degraded",
  "credentialsRejected",
  "unreachable",
] as const;

/** How the upstream as a whole is doing, as far as this installation can see. */
export const upstreamSchema = z.object({
  status: z.enum(upstreamStatuses),
  budgetPerSecond: z.number().describe("Requests a second allowed right now"),
  usedPerSecond: z.number().describe("Requests sent in the last full second, averaged over ten"),
  clockSkewMs: z.number().nullable().describe("Upstream clock minus ours, in milliseconds; null: never seen"),
  message: z.string().nullable().describe("The upstream's or the network's own words"),
});

/** The board, whole (`full`) or as what changed since the cursor that was sent. */
export const boardAnswerSchema = z.object({
  cursor: z.string(),
  full: z.boolean(),
  campaigns: z.array(campaignSchema),
  removed: z.array(campaignKeySchema),
  upstream: upstreamSchema,
  serverTime: instantSchema,
});

export const boardQuerySchema = z.object({
  since: z.string().max(200).optional().describe("A cursor of an earlier answer"),
});

export type UpstreamStatus = (typeof upstreamStatuses)[number];
export type Upstream = z.infer<typeof upstreamSchema>;
export type BoardAnswer = z.infer<typeof boardAnswerSchema>;
