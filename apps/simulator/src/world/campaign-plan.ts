/** Why a campaign ends: every callee was called · EndTime came first · somebody stopped it. */
export type Outcome = "completed" | "windowClosed" | "aborted";

/** A span in which a running campaign places no call. Milliseconds since 1970. */
export interface Stall {
  from: number;
  to: number;
}

/** What really happens to a campaign, which the upstream never tells. Times are milliseconds since 1970. */
export interface CampaignTruth {
  /** Callees a minute from the true start to the true end, stalls left out. */
  ratePerMinute: number;
  /** When State turns from 0 to 1; later than StartTime for a late start. */
  start: number;
  /** When State turns from 1 to 2 or 3; later than EndTime for an overrun. */
  end: number;
  outcome: Outcome;
  stalls: Stall[];
}

/** The whole life of one campaign, fixed when it is made. Times are milliseconds since 1970. */
export interface CampaignPlan {
  campaignId: number;
  name: string;
  agent: string;
  concurrency: number;
  /** 0 random, 1 in order. */
  callOrder: 0 | 1;
  uui: string;
  startTime: number;
  endTime: number;
  total: number;
  /** When each round of calls is placed, in milliseconds after `truth.start`, ascending. */
  rounds: Uint32Array;
  truth: CampaignTruth;
}
