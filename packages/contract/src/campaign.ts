import { z } from "zod";
import * as values from "./enumerations.ts";
import { campaignKeySchema, instantSchema } from "./identifiers.ts";

export const failureSchema = z
  .object({
    code: z.string().describe("The upstream's code, or `ClientError.*` if there was no valid answer"),
    message: z
      .string()
      .describe(
        "The upstream's message for managers without restrictions, else a general sentence for the code",
      ),
    requestId: z.string().nullable(),
    at: instantSchema,
  })
  .meta({ id: "Failure" });

export const attentionSchema = z
  .object({
    kind: z.enum(values.attentionKinds),
    since: instantSchema,
    code: z.string().optional().describe("The name of an unknown kind"),
  })
  .meta({ id: "Attention" });

const text = z.string().nullable();
const integer = z.int().nullable();
const count = z.int().nonnegative().nullable();
const rate = z.number().nonnegative().nullable();

export const agentStatusSchema = z
  .object({
    status: z
      .enum(values.agentStates)
      .describe("unknown: not told, of another version, or not observed recently"),
    reason: z.string().nullable().describe("Why the agent is on a break, in the agent's words"),
    since: instantSchema.nullable(),
    observedAt: instantSchema.describe(
      "Of this row's last change: the status may have been confirmed since then",
    ),
  })
  .meta({ id: "AgentStatus" });

/** One watched campaign. null means not known, never 0. */
export const campaignSchema = z
  .object({
    ...campaignKeySchema.shape,
    label: text.meta({ description: "Label on the watch list", examples: ["Spring"] }),
    name: text.meta({ examples: ["New energy SUV recommendation"] }),
    agent: text.meta({ description: "The agent's account", examples: ["foo@tencent.com"] }),
    concurrency: integer.meta({ description: "Concurrent calls per round", examples: [3] }),
    callOrder: z.enum(values.callOrders),
    state: z.enum(values.campaignStates),
    stateCode: integer.meta({ description: "The upstream's number for the state", examples: [1] }),
    startTime: instantSchema.nullable(),
    endTime: instantSchema.nullable(),
    totalCallees: count.meta({ examples: [200] }),
    calledCallees: count.meta({ examples: [80] }),
    observedAt: instantSchema.nullable().describe("Time of the last successful observation"),
    freshness: z.enum(values.freshnesses),
    requestId: text.describe("The RequestId of that observation"),
    failure: failureSchema.nullable().describe("Of the last observation, if it failed"),
    pacePerMinute: rate.meta({ description: "Callees a minute", examples: [1.3] }),
    requiredPacePerMinute: rate.meta({
      description:
        "Callees a minute to call all before the window closes: of running campaigns and late starts",
      examples: [2],
    }),
    eta: z
      .object({ earliest: instantSchema, latest: instantSchema })
      .nullable()
      .describe(
        "The range that is to hold nine in ten of the ends of such campaigns or more, regardless of the window",
      ),
    advice: z
      .object({
        concurrency: z
          .int()
          .min(1)
          .max(20)
          .nullable()
          .describe("Nine in ten make it; null: not even 20 would do"),
        closeAt: instantSchema.describe("At the present concurrency: the end of the ETA's range"),
      })
      .nullable()
      .describe(
        "Of a campaign that will miss its window: estimates of what would help; null also if it would be in time once it dials again",
      ),
    uncalledAtClose: count.meta({
      description:
        "Callees left when the window closes, at the present pace; of an ended campaign, the callees left",
      examples: [42],
    }),
    ending: z.enum(values.endings).nullable().describe("Inferred: the upstream gives no reason"),
    attention: z.array(attentionSchema),
    agentStatus: agentStatusSchema.nullable().describe("null: not known to Cruiseboard"),
  })
  .meta({ id: "Campaign" });

/** With the caller's own data (UUI). */
export const campaignDetailSchema = campaignSchema
  .extend({ uui: text.meta({ examples: ["order 4711"] }) })
  .meta({ id: "CampaignDetail" });

/** The agents of the viewer's campaigns, each once for an application. */
export const agentsSchema = z.object({
  agents: z.array(
    z.object({
      sdkAppId: z.int().positive(),
      agent: z.string(),
      agentStatus: agentStatusSchema.nullable(),
      campaigns: z.int().nonnegative(),
      running: z.int().nonnegative().describe("Campaigns that run"),
      needingAttention: z.int().nonnegative(),
    }),
  ),
  serverTime: instantSchema,
});

export type CampaignState = (typeof values.campaignStates)[number];
export type CallOrder = (typeof values.callOrders)[number];
export type Freshness = (typeof values.freshnesses)[number];
export type Ending = (typeof values.endings)[number];
export type AttentionKind = (typeof values.attentionKinds)[number];
export type AwayState = (typeof values.awayStates)[number];
export type AgentState = (typeof values.agentStates)[number];
export type AgentStatus = z.infer<typeof agentStatusSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type Attention = z.infer<typeof attentionSchema>;
export type Campaign = z.infer<typeof campaignSchema>;
export type CampaignDetail = z.infer<typeof campaignDetailSchema>;
