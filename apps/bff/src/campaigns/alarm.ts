import { adviseFrom, type Forecast } from "./forecast.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import { isOpen, silentSince, type Trend } from "./trend.ts";

/** Since when (epoch ms) a campaign moves badly; null: it does not. Each is harder to raise than to keep, so it does not flicker. */
export interface Alarms {
  readonly stalledSince: number | null;
  readonly willMissSince: number | null;
  /** Since when it would be raised: only if that lasts, since single rounds may be long. */
  readonly likelyMissSince: number | null;
}

export const noAlarms: Alarms = Object.freeze({
  stalledSince: null,
  willMissSince: null,
  likelyMissSince: null,
});

/** Probability of callees that stay uncalled: raised if it lasts, kept above the other. */
const missing = { raise: 0.92, forMs: 3 * 60_000, keep: adviseFrom } as const;

export function foldAlarms(
  alarms: Alarms,
  facts: CampaignFacts,
  trend: Trend,
  forecast: Forecast | null,
): Alarms {
  const { latest, stillSince, level } = trend;
  if (stateOf(facts.stateCode) !== "running" || latest === null || !isOpen(facts, latest)) return noAlarms;
  const probability = forecast === null || facts.endTime === null ? null : forecast.missing;
  // An average since StartTime may include a late start.
  const isLikely =
    probability !== null && probability >= missing.raise && level !== null && level.stretches > 0;
  const likelyMissSince = isLikely ? (alarms.likelyMissSince ?? latest.at) : null;
  const lasts = likelyMissSince !== null && latest.at - likelyMissSince >= missing.forMs;
  const keeps = probability === null || probability >= missing.keep;
  return {
    stalledSince: silentSince(trend) === null ? null : stillSince,
    willMissSince: keeps ? (alarms.willMissSince ?? (lasts ? latest.at : null)) : null,
    likelyMissSince,
  };
}
