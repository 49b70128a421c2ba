import { z } from "zod";
import { instantSchema } from "./identifiers.ts";

export const campaignStates = ["notStarted", "running", "completed", "terminated", "unknown"] as const;
export const callOrders = ["random", "sequential", "unknown"] as const;
/** pending: never observed · live: observed within its promise · stale: older than its promise. */
export const freshnesses = ["pending", "live", "stale"] as const;
export const endings = ["exhausted", "windowClosed", "stoppedEarly"] as const;
export const attentionKinds = [
  "willMissWindow",
  "stalled",
  "lateStart",
  "overrun",
  "stoppedEarly",
  "uncalledAtClose",
  "notFound",
  "upstreamFailing",
  // What only another version knows.
  "unknown",
] as const;

/** Why the last look at a campaign failed. `code` is the upstream's own, or one of ours for a broken hop. */
export const failureSchema = z.object({
  code: z.string(),
  message: z
    .string()
    .describe("The upstream's words for managers without a restriction, else a plain sentence for the code"),
  requestId: z.string().nullable(),
  at: instantSchema,
});

export const attentionSchema = z.object({
  kind: z.enum(attentionKinds),
  since: instantSchema,
  code: z.string().optional().describe("Of an unknown kind: its own name"),
});

/** One watched campaign as it is shown. Throughout, null means "not known", never 0. */
export const campaignSchema = z.object({
  sdkAppId: z.int().positive(),
  campaignId: z.int().positive(),
  label: z.string().nullable().describe("The name given in the watch list"),
  name: z.string().nullable(),
  agent: z.string().nullable().describe("The agent's account"),
  concurrency: z.int().nullable().describe("Concurrent calls in a round"),
  callOrder: z.enum(callOrders),
  state: z.enum(campaignStates),
  stateCode: z.int().nullable().describe("The upstream's own number for the state"),
  startTime: instantSchema.nullable(),
  endTime: instantSchema.nullable(),
  totalCallees: z.int().nonnegative().nullable(),
  calledCallees: z.int().nonnegative().nullable(),
  observedAt: instantSchema.nullable().describe("When the upstream last told these values"),
  freshness: z.enum(freshnesses),
  requestId: z.string().nullable().describe("The upstream's RequestId of that observation"),
  failure: failureSchema.nullable().describe("Of the last look, if it failed"),
  pacePerMinute: z.number().nonnegative().nullable().describe("Callees a minute"),
  requiredPacePerMinute: z.number().nonnegative().nullable().describe("Callees a minute"),
  eta: z.object({ earliest: instantSchema, latest: instantSchema }).nullable(),
  uncalledAtClose: z
    .int()
    .nonnegative()
    .nullable()
    .describe(
      "Callees that will be left when the window closes at the present pace; of an ended one, that were left",
    ),
  ending: z.enum(endings).nullable().describe("Inferred: the upstream does not tell why one ended"),
  attention: z.array(attentionSchema),
});

/** One campaign asked for by itself: the row of the board and the caller's own data (UUI). */
export const campaignDetailSchema = campaignSchema.extend({ uui: z.string().nullable() });

export type CampaignState = (typeof campaignStates)[number];
export type CallOrder = (typeof callOrders)[number];
export type Freshness = (typeof freshnesses)[number];
export type Ending = (typeof endings)[number];
export type AttentionKind = (typeof attentionKinds)[number];
export type Failure = z.infer<typeof failureSchema>;
export type Attention = z.infer<typeof attentionSchema>;
export type Campaign = z.infer<typeof campaignSchema>;
export type CampaignDetail = z.infer<typeof campaignDetailSchema>;
