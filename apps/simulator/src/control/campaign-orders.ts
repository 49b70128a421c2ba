import { z } from "zod";
import { campaignFields } from "../world/campaign-at.ts";
import type { CampaignOverrides, World } from "../world/create-world.ts";
import type { MadeCampaign } from "../world/made-campaign.ts";

/** ISO 8601, or milliseconds since 1970; to the latter. */
export const instantSchema = z.union([
  z.int(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);
const seconds = z.number().min(-1e9).max(1e9);
const milliseconds = (value: number) => Math.round(value * 1000);
/** The API tells windows in whole seconds. */
const wholeSecond = (time: number) => Math.floor(time / 1000) * 1000;

/** A new campaign. Windows either as instants or in simulated seconds from now. */
export const campaignOrderSchema = z
  .strictObject({
    campaignId: z.int().positive().optional(),
    name: z.string().default("Made to order"),
    agent: z.string().default("agent-99@team-a.example.com"),
    uui: z.string().default(""),
    callOrder: z.union([z.literal(0), z.literal(1)]).default(0),
    concurrency: z.int().min(1).max(20).default(1),
    startTime: instantSchema.optional(),
    startsInSeconds: seconds.optional(),
    endTime: instantSchema.optional(),
    lastsSeconds: seconds.positive().optional(),
    total: z.int().min(0).max(100_000),
    ratePerMinute: z.number().positive().max(60_000),
    startDelaySeconds: seconds.min(0).default(0),
    overrunSeconds: seconds.min(0).default(0),
    abortAt: instantSchema.optional(),
    stalls: z
      .array(z.strictObject({ from: instantSchema, to: instantSchema }))
      .max(100)
      .default([]),
  })
  .refine(
    ({ startTime, startsInSeconds }) => startTime === undefined || startsInSeconds === undefined,
    "startTime or startsInSeconds, not both",
  )
  .refine(
    ({ endTime, lastsSeconds }) => (endTime === undefined) !== (lastsSeconds === undefined),
    "either endTime or lastsSeconds",
  );

export type CampaignOrder = z.infer<typeof campaignOrderSchema>;

/** An order with its window resolved. `now` is the simulated time, milliseconds since 1970. */
export function madeCampaignOf(order: CampaignOrder, campaignId: number, now: number): MadeCampaign {
  const startTime = wholeSecond(order.startTime ?? now + milliseconds(order.startsInSeconds ?? 0));
  const endTime = wholeSecond(order.endTime ?? startTime + milliseconds(order.lastsSeconds ?? 0));
  return {
    ...order,
    campaignId,
    startTime,
    endTime,
    abortAt: order.abortAt ?? null,
    startDelayMs: milliseconds(order.startDelaySeconds),
    overrunMs: milliseconds(order.overrunSeconds),
  };
}

/** Fields to force upon a campaign, by the API's own names: any JSON value. */
export const overridesSchema = z.partialRecord(z.enum(campaignFields), z.json());

const iso = (time: number) => new Date(time).toISOString();

export interface CampaignView {
  campaignId: number;
  answer: Record<string, unknown>;
  overrides: CampaignOverrides;
  truth: {
    ratePerMinute: number;
    start: string;
    end: string;
    outcome: string;
    stalls: { from: string; to: string }[];
  };
}

/** A campaign with its present answer and its truth, times as ISO 8601; null: there is none of that id. */
export function viewCampaign(world: World, campaignId: number, now: number): CampaignView | null {
  const truth = world.truthOf(campaignId);
  const answer = world.answerAt(campaignId, now);
  if (truth === null || answer === null) return null;
  const stalls = truth.stalls.map(({ from, to }) => ({ from: iso(from), to: iso(to) }));
  return {
    campaignId,
    answer,
    overrides: world.overridesOf(campaignId),
    truth: { ...truth, start: iso(truth.start), end: iso(truth.end), stalls },
  };
}
