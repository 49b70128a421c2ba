/** Why a campaign ends: all callees called · EndTime reached · stopped by a person. */
export type Outcome = "completed" | "windowClosed" | "aborted";

/** A span in which a running campaign places no call; epoch milliseconds. */
export interface Stall {
  from: number;
  to: number;
  /** The status in which its agent is meanwhile; undefined: the agent works. */
  agent?: "rest" | "notReady" | "offline" | undefined;
  reason?: string | undefined;
}

/** What really happens to a campaign and the upstream does not say. Times are epoch milliseconds. */
interface CampaignTruth {
  /** Callees a minute between start and end, without stalls. */
  ratePerMinute: number;
  /** When State turns from 0 to 1; later than StartTime for a late start. */
  start: number;
  /** When State turns from 1 to 2 or 3; later than EndTime for an overrun. */
  end: number;
  outcome: Outcome;
  stalls: Stall[];
}

export interface CampaignPlan {
  campaignId: number;
  name: string;
  agent: string;
  concurrency: number;
  /** 0 random, 1 sequential. */
  callOrder: 0 | 1;
  uui: string;
  startTime: number;
  endTime: number;
  total: number;
  /** When each round of calls is placed, milliseconds after `truth.start`, ascending. */
  rounds: Uint32Array;
  truth: CampaignTruth;
}

export const campaignFields = [
  "Name",
  "Agent",
  "ConcurrencyNumber",
  "StartTime",
  "EndTime",
  "CallOrder",
  "UUI",
  "State",
  "TotalCalleeCount",
  "CalledCalleeCount",
] as const;

/** Callees called at a time; a callee counts as soon as its round is placed. */
export function calledAt(plan: CampaignPlan, time: number): number {
  return Math.min(plan.total, roundsPlaced(plan, time) * plan.concurrency);
}

/** By bisection: long campaigns have many thousands. */
export function roundsPlaced({ rounds, truth }: CampaignPlan, time: number): number {
  const elapsed = Math.min(time, truth.end) - truth.start;
  let [placed, later] = [0, rounds.length];
  while (placed < later) {
    const middle = (placed + later) >> 1;
    if ((rounds[middle] ?? Number.POSITIVE_INFINITY) > elapsed) later = middle;
    else placed = middle + 1;
  }
  return placed;
}

/** 0 not started, 1 running, 2 completed, 3 terminated. */
export function stateAt({ truth }: CampaignPlan, time: number): 0 | 1 | 2 | 3 {
  if (time < truth.start) return 0;
  if (time < truth.end) return 1;
  return truth.outcome === "completed" ? 2 : 3;
}

/** The API's answer at a time; StartTime and EndTime are Unix seconds. */
export function campaignAt(plan: CampaignPlan, time: number) {
  return {
    Name: plan.name,
    Agent: plan.agent,
    ConcurrencyNumber: plan.concurrency,
    StartTime: plan.startTime / 1000,
    EndTime: plan.endTime / 1000,
    CallOrder: plan.callOrder,
    UUI: plan.uui,
    State: stateAt(plan, time),
    TotalCalleeCount: plan.total,
    CalledCalleeCount: calledAt(plan, time),
  } satisfies Record<(typeof campaignFields)[number], string | number>;
}
