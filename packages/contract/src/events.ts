import { z } from "zod";
import { attentionKinds, campaignStates } from "./campaign.ts";
import { instantSchema } from "./identifiers.ts";

/** An answer holds at most so many events. */
export const eventLimits = { events: 200 } as const;

const total = z.int().nonnegative().nullable().describe("null: the upstream did not tell");

/** The first look at a campaign is a change of state, too: from not known. */
const stateEventSchema = z.object({
  kind: z.literal("state"),
  at: instantSchema,
  state: z.enum(campaignStates),
  stateCode: z.int().nullable().describe("The upstream's own number for the state"),
});

const totalEventSchema = z.object({
  kind: z.literal("total"),
  at: instantSchema,
  total,
  before: total,
});

const attentionEventSchema = z.object({
  kind: z.literal("attention"),
  at: instantSchema.describe("Since when it was so"),
  attention: z.enum(attentionKinds),
  until: instantSchema.nullable().describe("null: it is still so"),
});

const unobservedEventSchema = z.object({
  kind: z.literal("unobserved"),
  at: instantSchema.describe("The last look before nobody could look any more"),
  until: instantSchema.nullable().describe("null: nobody has looked since"),
});

/** What happened to a campaign; `kind` tells which of the forms it is. */
export const campaignEventSchema = z.discriminatedUnion("kind", [
  stateEventSchema,
  totalEventSchema,
  attentionEventSchema,
  unobservedEventSchema,
]);

/** Newest first, by `at`; of more than fit, the newest. */
export const campaignEventsSchema = z.object({
  events: z.array(campaignEventSchema).max(eventLimits.events),
});

export type CampaignEvent = z.infer<typeof campaignEventSchema>;
export type CampaignEvents = z.infer<typeof campaignEventsSchema>;
