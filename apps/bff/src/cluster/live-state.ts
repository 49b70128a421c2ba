import { z } from "zod";
import { noAlarms } from "../campaigns/alarm.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { noTrend } from "../campaigns/trend.ts";
import { factsSchema } from "../store/last-facts-store.ts";

/** What one backend knows of a campaign and the others take over; the label is the watch list's. */
export type LiveState = Omit<TrackedCampaign, "key" | "label" | "staleAfterMs">;

const instant = z.number();
const levelSchema = z.object({
  logPace: z.number(),
  variance: z.number(),
  at: instant,
  wildness: z.number(),
  stretches: z.number(),
});
const stretchSchema = z.object({
  from: instant,
  called: z.number(),
  steps: z.number(),
  blur: z.number(),
  before: levelSchema.nullable(),
});
const trendSchema = z.object({
  look: z.object({ at: instant, called: z.number() }).nullable(),
  stillSince: instant.nullable(),
  stepAt: instant.nullable(),
  stretch: stretchSchema.nullable(),
  level: levelSchema.nullable(),
  roundSize: z.number().nullable(),
  longestRound: z.number(),
});
const alarmsSchema = z.object({ stalledSince: instant.nullable(), willMissSince: instant.nullable() });
const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.string().nullable(),
  at: instant,
});

const liveStateSchema: z.ZodType<LiveState> = z.object({
  facts: factsSchema.nullable(),
  observedAt: instant.nullable(),
  failure: failureSchema.nullable(),
  failures: z.number(),
  failingSince: instant.nullable(),
  notFoundSince: instant.nullable(),
  activeAt: instant.nullable(),
  endedAt: instant.nullable(),
  endConfirmed: z.boolean(),
  // Of another version: how it moves is learnt anew.
  trend: trendSchema.catch(noTrend),
  alarms: alarmsSchema.catch(noAlarms),
});

export function writeLiveState({
  key: _key,
  label: _label,
  staleAfterMs: _limit,
  ...state
}: TrackedCampaign): string {
  return JSON.stringify(state satisfies LiveState);
}

/** null: it is not what this version can read. */
export function readLiveState(text: string): LiveState | null {
  const parsed = liveStateSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
