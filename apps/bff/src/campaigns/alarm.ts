import type { AgentStatus } from "./agent-status.ts";
import { longestBreakMs } from "./experience.ts";
import { adviseFrom, type Forecast, neverDials } from "./forecast.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import { isOpen, patienceMs, roundMsOf, silentSince, type Trend } from "./trend.ts";

/** Since when (epoch ms) a campaign moves badly; null: it does not. Each is harder to raise than to keep, so it does not flicker. */
export interface Alarms {
  readonly stalledSince: number | null;
  /** Nothing is dialed, since the agent is away. */
  readonly awaySince: number | null;
  readonly willMissSince: number | null;
  /** Since when it would be raised: only if that lasts, since single rounds may be long. */
  readonly likelyMissSince: number | null;
}

export const noAlarms: Alarms = Object.freeze({
  stalledSince: null,
  awaySince: null,
  willMissSince: null,
  likelyMissSince: null,
});

/** Probability of callees that stay uncalled: raised if it lasts, and as long as there is time to see more only if it is all but certain. */
const missing = {
  raise: 0.87,
  raiseEarly: 0.94,
  earlyMs: 45 * 60_000,
  forMs: 3 * 60_000,
  keep: adviseFrom,
} as const;
/** An agent who is away for longer than this, or than the silence of a stall, needs attention. */
const longestAwayMs = 3 * 60_000;

interface Seen {
  readonly trend: Trend;
  readonly forecast: Forecast | null;
  /** As of `at`, epoch ms; null: not known. */
  readonly agent: AgentStatus | null;
  readonly at: number;
}

export function foldAlarms(
  alarms: Alarms,
  facts: CampaignFacts,
  { trend, forecast, agent, at }: Seen,
): Alarms {
  const { latest, level } = trend;
  const isInWindow = latest !== null && isOpen({ ...facts, totalCallees: null }, latest);
  if (stateOf(facts.stateCode) !== "running" || !isInWindow) return noAlarms;
  const away = awaySince(trend, agent, at);
  if (!isOpen(facts, latest)) return { ...noAlarms, awaySince: away };
  const stalled = stalledSince(trend, agent);
  const openMs = facts.endTime === null ? null : facts.endTime - latest.at;
  const stalledMs = stalled === null ? 0 : latest.at - stalled;
  const probability =
    forecast === null || openMs === null ? null : 1 - (1 - forecast.missing) * dialsAgain(stalledMs, openMs);
  const isEarly = openMs !== null && openMs > missing.earlyMs;
  const raise = isEarly ? missing.raiseEarly : missing.raise;
  // An average since StartTime may include a late start.
  const isLikely =
    probability !== null &&
    probability >= raise &&
    level !== null &&
    (level.stretches > 0 || neverDials(trend));
  const likelyMissSince = isLikely ? (alarms.likelyMissSince ?? latest.at) : null;
  const lasts = likelyMissSince !== null && latest.at - likelyMissSince >= missing.forMs;
  const keeps = probability === null || probability >= missing.keep;
  return {
    stalledSince: stalled,
    awaySince: away,
    willMissSince: keeps ? (alarms.willMissSince ?? (lasts ? latest.at : null)) : null,
    likelyMissSince,
  };
}

/** Probability that a campaign that stands still dials again within a time: beyond a lunch, a stop lasts about as long again as it has. */
function dialsAgain(stalledMs: number, withinMs: number): number {
  return stalledMs < longestBreakMs ? 1 : withinMs / (withinMs + stalledMs);
}

function awaySince(trend: Trend, agent: AgentStatus | null, at: number): number | null {
  const since = agent?.awaySince ?? null;
  if (since === null) return null;
  // A campaign that dials on has somebody to dial for, whatever the status says.
  const hasDialed = trend.stepAt !== null && trend.stepAt - since > (roundMsOf(trend) ?? longestAwayMs);
  const dialsOn = hasDialed && silentSince(trend) === null;
  return dialsOn || at - since < Math.min(longestAwayMs, patienceMs(trend)) ? null : since;
}

function stalledSince(trend: Trend, agent: AgentStatus | null): number | null {
  const silent = silentSince(trend);
  if (silent === null || trend.latest === null) return null;
  const leftAt = agent?.awaySince ?? null;
  // Away before the silence was noteworthy: that explains it.
  if (leftAt !== null && leftAt - silent < patienceMs(trend)) return null;
  const silenceMs = trend.latest.at - Math.max(silent, agent?.backAt ?? 0);
  return silenceMs >= patienceMs(trend) ? trend.stillSince : null;
}
