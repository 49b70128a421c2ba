import { adviseFrom, type Forecast } from "./forecast.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import { isOpen, silentSince, type Trend } from "./trend.ts";

/** Since when (epoch ms) a campaign moves badly; null: it does not. Each is harder to raise than to keep, so it does not flicker. */
export interface Alarms {
  readonly stalledSince: number | null;
  readonly willMissSince: number | null;
}

export const noAlarms: Alarms = Object.freeze({ stalledSince: null, willMissSince: null });

/** Probability of callees that stay uncalled: raised from the one on, kept above the other. */
const missing = { raise: 0.955, keep: adviseFrom } as const;

export function foldAlarms(
  alarms: Alarms,
  facts: CampaignFacts,
  trend: Trend,
  forecast: Forecast | null,
): Alarms {
  const { latest, stillSince } = trend;
  if (stateOf(facts.stateCode) !== "running" || latest === null || !isOpen(facts, latest)) return noAlarms;
  return {
    stalledSince: silentSince(trend) === null ? null : stillSince,
    willMissSince: willMissSince(alarms, facts, trend, forecast),
  };
}

function willMissSince(
  { willMissSince }: Alarms,
  { endTime }: CampaignFacts,
  { latest, level }: Trend,
  forecast: Forecast | null,
): number | null {
  if (forecast === null || endTime === null) return willMissSince;
  // An average since StartTime may include a late start.
  if (level?.stretches === 0) return null;
  if (willMissSince === null) return forecast.missing >= missing.raise ? (latest?.at ?? null) : null;
  return forecast.missing >= missing.keep ? willMissSince : null;
}
