import { z } from "zod";
import { awayStatuses } from "../world/agents.ts";
import { campaignFields } from "../world/campaign-plan.ts";
import type { World } from "../world/create-world.ts";

/** ISO 8601 or epoch milliseconds; parsed to the latter. */
export const instantSchema = z.union([
  z.int(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);
const seconds = z.number().min(-1e9).max(1e9);
const milliseconds = (value: number) => Math.round(value * 1000);
/** The API has windows in whole seconds. */
const wholeSecond = (time: number) => Math.floor(time / 1000) * 1000;

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
      .array(
        z.strictObject({
          from: instantSchema,
          to: instantSchema,
          agent: z.enum(awayStatuses).optional(),
          reason: z.string().max(300).optional(),
        }),
      )
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

export function orderedCampaign(order: z.infer<typeof campaignOrderSchema>, campaignId: number, now: number) {
  const startTime = wholeSecond(order.startTime ?? now + milliseconds(order.startsInSeconds ?? 0));
  return {
    ...order,
    campaignId,
    startTime,
    endTime: wholeSecond(order.endTime ?? startTime + milliseconds(order.lastsSeconds ?? 0)),
    abortAt: order.abortAt ?? null,
    startDelayMs: milliseconds(order.startDelaySeconds),
    overrunMs: milliseconds(order.overrunSeconds),
  };
}

/** The agent's time away: until it is brought back, if no end is told. */
export const absenceSchema = z.strictObject({
  account: z.string().min(1).max(300),
  status: z.enum(awayStatuses).default("rest"),
  reason: z.string().max(300).default(""),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

export const agentOverridesSchema = z.strictObject({
  account: z.string().min(1).max(300),
  fields: z.record(z.string().max(100), z.json()),
});

export const overridesSchema = z.partialRecord(z.enum(campaignFields), z.json());

const iso = (time: number) => new Date(time).toISOString();

/** A campaign's answer at a time and its truth, times as ISO 8601; null: there is no such campaign. */
export function viewCampaign(world: World, campaignId: number, now: number) {
  const truth = world.find(campaignId)?.truth;
  if (truth === undefined) return null;
  const stalls = truth.stalls.map(({ from, to, ...cause }) => ({ from: iso(from), to: iso(to), ...cause }));
  return {
    campaignId,
    answer: world.answerAt(campaignId, now),
    overrides: world.overridesOf(campaignId),
    truth: { ...truth, start: iso(truth.start), end: iso(truth.end), stalls },
  };
}
