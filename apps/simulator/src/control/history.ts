import { type CampaignPlan, calledAt, stateAt } from "../world/campaign-plan.ts";
import type { World } from "../world/create-world.ts";

const columns = "sdkAppId,campaignId,at,called,total,state,name,agent,concurrency,startTime,endTime";
const states = ["notStarted", "running", "completed", "terminated"] as const;
const stepMs = 15_000;
/** A running campaign that does not move has a row this often. */
const restingMs = 45_000;

/** What an observer of this world would have recorded between two times (epoch milliseconds), as CSV. */
export function historyCsv(world: World, from: number, to: number): string {
  const rows = world.campaignIds().flatMap((id) => {
    const plan = world.find(id);
    return plan === null ? [] : rowsOf(world.sdkAppId, plan, from, to);
  });
  return `${[columns, ...rows].join("\n")}\n`;
}

function rowsOf(sdkAppId: number, plan: CampaignPlan, from: number, to: number): string[] {
  const { name, agent, concurrency, startTime, endTime } = plan;
  const fixed = [quoted(name), quoted(agent), concurrency, iso(startTime), iso(endTime)];
  const rows: string[] = [];
  let last = { at: Number.NEGATIVE_INFINITY, called: -1, state: -1 };
  for (let at = from; at <= to; at += stepMs) {
    const called = calledAt(plan, at);
    const state = stateAt(plan, at);
    const isResting = called === last.called && state === last.state;
    if (isResting && (state !== 1 || at - last.at < restingMs)) continue;
    last = { at, called, state };
    rows.push([sdkAppId, plan.campaignId, iso(at), called, plan.total, states[state], ...fixed].join());
  }
  return rows;
}

const iso = (time: number) => new Date(time).toISOString();
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
