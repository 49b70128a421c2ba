import { type CampaignPlan, roundsPlaced, type Stall, stateAt } from "./campaign-plan.ts";

/** In which an agent is called by no campaign. */
export const awayStatuses = ["rest", "notReady", "offline"] as const;

/** A time away that a test orders; epoch milliseconds. */
export interface Absence extends Stall {
  account: string;
  agent: (typeof awayStatuses)[number];
  reason: string;
}

const minute = 60_000;
/** Parts of a round: in calls, then after-call work; ready for the rest of it. */
const roundParts = { busy: 0.7, afterCallWork: 0.85 } as const;
const roundsLastMs = 75_000;
/** Nothing to do for so long: the agent goes home. */
const staysMs = 20 * minute;

interface Status {
  status: string;
  since: number;
  reason?: string;
}

/** The answer's entry of an agent with these campaigns. A pure function of its arguments. */
export function agentAt(
  account: string,
  plans: readonly CampaignPlan[],
  absences: readonly Absence[],
  now: number,
  epoch: number,
) {
  const { status, since, reason = "" } = statusAt(plans, absences, now, epoch);
  const online = Math.floor((epoch - 60 * minute) / 1000);
  const sinceOnline = Math.max(0, Math.floor(now / 1000) - online);
  return {
    Email: account,
    Status: status,
    StatusExtra: status === "busy" ? { Type: "tel", Direct: "out" } : null,
    Reason: reason,
    LastStatusTimestamp: Math.floor(since / 1000),
    LastOnlineTimestamp: online,
    OnlineDuration: sinceOnline,
    FreeDuration: Math.floor(sinceOnline * 0.2),
    BusyDuration: Math.floor(sinceOnline * 0.6),
    NotReadyDuration: 0,
    RestDuration: Math.floor(sinceOnline * 0.1),
    AfterCallWorkDuration: Math.floor(sinceOnline * 0.1),
    ReserveRest: false,
    ReserveNotReady: false,
    UseMobileAccept: 0,
    UseMobileCallOut: false,
    ClientInfo: [],
  };
}

function statusAt(
  plans: readonly CampaignPlan[],
  absences: readonly Absence[],
  now: number,
  epoch: number,
): Status {
  const away = [...plans.flatMap(({ truth }) => truth.stalls), ...absences].filter(
    ({ from, agent }) => agent !== undefined && from <= now,
  );
  const absence = away.find(({ to }) => to > now);
  if (absence?.agent) return { status: absence.agent, since: absence.from, reason: absence.reason ?? "" };
  const backAt = away.map(({ to }) => to);
  const running = plans.filter((plan) => stateAt(plan, now) === 1);
  if (running.length > 0) return workAt(running, Math.max(epoch - 60 * minute, ...backAt), now);
  const ends = plans.map(({ truth }) => truth.end).filter((end) => end <= now);
  const idleSince = Math.max(epoch - 60 * minute, ...ends, ...backAt);
  if (now < idleSince + staysMs) return { status: "free", since: idleSince };
  return { status: "offline", since: idleSince + staysMs };
}

function workAt(running: readonly CampaignPlan[], backAt: number, now: number): Status {
  const begins = running.map(({ truth }) => truth.start);
  const placed = running.flatMap((plan) => {
    const offset = plan.rounds[roundsPlaced(plan, now) - 1];
    return offset === undefined ? [] : [plan.truth.start + offset];
  });
  const since = Math.max(backAt, Math.min(...begins));
  if (placed.length === 0) return { status: "free", since };
  const round = Math.max(...placed);
  const part = (now - round) / roundsLastMs;
  if (part < roundParts.busy) return { status: "busy", since: round };
  if (part < roundParts.afterCallWork)
    return { status: "afterCallWork", since: round + roundParts.busy * roundsLastMs };
  return { status: "free", since: Math.max(since, round + roundParts.afterCallWork * roundsLastMs) };
}

/** The campaign places no call in the time away: later rounds shift, and what does not fit its window is left uncalled. */
export function withAbsence(plan: CampaignPlan, { from, to, agent, reason }: Absence): CampaignPlan {
  const { truth } = plan;
  if (to <= truth.start || from >= truth.end) return plan;
  const begin = Math.max(from, truth.start);
  const shift = to - begin;
  // Between the same rounds as before.
  const stalls = truth.stalls.map((stall) =>
    stall.to <= begin
      ? stall
      : { ...stall, from: stall.from + (stall.from < begin ? 0 : shift), to: stall.to + shift },
  );
  const rounds = plan.rounds.map((offset) => (offset < begin - truth.start ? offset : offset + shift));
  const wouldEnd = truth.end + shift;
  const closes = Math.max(plan.endTime, truth.start);
  const isCut = truth.outcome === "completed" && wouldEnd > closes;
  const end = truth.outcome === "completed" ? Math.max(begin, Math.min(wouldEnd, closes)) : truth.end;
  return {
    ...plan,
    rounds: rounds.filter((offset) => offset < end - truth.start),
    truth: {
      ...truth,
      end,
      outcome: isCut ? "windowClosed" : truth.outcome,
      stalls: [...stalls, { from: begin, to: Math.min(to, end), agent, reason }],
    },
  };
}
