import type { CampaignPlan } from "./campaign-plan.ts";

/** A campaign as the API tells it, without the RequestId. StartTime and EndTime are Unix seconds. */
export interface CampaignAnswer {
  Name: string;
  Agent: string;
  ConcurrencyNumber: number;
  StartTime: number;
  EndTime: number;
  CallOrder: number;
  UUI: string;
  State: number;
  TotalCalleeCount: number;
  CalledCalleeCount: number;
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
] as const satisfies readonly (keyof CampaignAnswer)[];

/** How many of the ascending `offsets` are at or before `limit`. */
function countUpTo(offsets: Uint32Array, limit: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? Number.POSITIVE_INFINITY) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Callees called by a time (milliseconds since 1970); a callee counts from the moment its round is placed. */
export function calledAt(plan: CampaignPlan, time: number): number {
  const elapsed = Math.min(time, plan.truth.end) - plan.truth.start;
  return Math.min(plan.total, countUpTo(plan.rounds, elapsed) * plan.concurrency);
}

/** 0 not started, 1 running, 2 completed, 3 terminated. */
export function stateAt({ truth }: CampaignPlan, time: number): 0 | 1 | 2 | 3 {
  if (time < truth.start) return 0;
  if (time < truth.end) return 1;
  return truth.outcome === "completed" ? 2 : 3;
}

export function campaignAt(plan: CampaignPlan, time: number): CampaignAnswer {
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
  };
}
