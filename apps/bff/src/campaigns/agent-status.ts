import { type AgentState, type AwayState, awayStates } from "@cruiseboard/contract";
import type { AgentFacts } from "./observation.ts";

/** The present status of a campaign's agent. Times are epoch ms. */
export interface AgentStatus {
  readonly status: AgentState;
  readonly reason: string | null;
  /** By the upstream, else its first observation; of an agent at work since it began to work. null: unknown status. */
  readonly since: number | null;
  /** null: not away. Longer than the status, if an agent on a break goes offline. */
  readonly awaySince: number | null;
  /** When the agent came back to work; null: not observed. */
  readonly backAt: number | null;
  readonly observedAt: number;
  /** While the campaign runs; undefined: the usual age. */
  readonly staleAfterMs?: number | undefined;
}

/** Calls begin and end all the time: an agent who takes them works. */
const states: Readonly<Record<AgentFacts["status"], AgentState>> = {
  free: "working",
  busy: "working",
  aftercallwork: "working",
  rest: "onBreak",
  notready: "notReady",
  offline: "offline",
  unknown: "unknown",
};

/** Six observations while something runs. */
export const usualAgentStaleAfterMs = 30_000;
/** Three while nothing does. */
const moreWhileIdleMs = 150_000;

/** By account in lower case: the upstream's spellings may differ. */
export type AgentsByAccount = ReadonlyMap<string, AgentFacts>;

export const sameAccount = (account: string | null | undefined) => account?.toLowerCase() ?? "";

const noStatus = { status: "unknown", reason: null, since: null, awaySince: null, backAt: null } as const;

/** From the attention that lasted at `observedAt`; null: the agent was not away. */
export function awayStatus(lasting: readonly { kind: string; since: number }[], observedAt: number) {
  const absence = lasting.find(({ kind }) => awayStates.some((state) => state === kind));
  if (absence === undefined) return null;
  const { kind, since } = absence;
  const awaySince = lasting.find((one) => one.kind === "agentAway")?.since ?? since;
  return { status: kind as AwayState, reason: null, since, awaySince, backAt: null, observedAt };
}

/** Without entries that have no account. Where two of one account disagree, its status is unknown. */
export function agentsByAccount(agents: readonly AgentFacts[]): AgentsByAccount {
  const byAccount = new Map<string, AgentFacts>();
  for (const agent of agents) {
    const account = sameAccount(agent.account);
    const other = byAccount.get(account);
    const agrees = other === undefined || states[other.status] === states[agent.status];
    if (account !== "") byAccount.set(account, agrees ? agent : { ...agent, status: "unknown" });
  }
  return byAccount;
}

/** `agent`: undefined: the application has no such agent. */
export function nextAgentStatus(before: AgentStatus | null, agent: AgentFacts | undefined, at: number) {
  const status = agent === undefined ? "unknown" : states[agent.status];
  if (agent === undefined || status === "unknown") return { ...noStatus, observedAt: at };
  const known = before?.status === status ? before.since : null;
  const told = agent.statusSince !== null && agent.statusSince <= at ? agent.statusSince : null;
  const since = status === "working" ? (known ?? told ?? at) : (told ?? known ?? at);
  if (status === "working") {
    const backAt = before?.awaySince == null ? (before?.backAt ?? null) : since;
    return { status, reason: null, since, awaySince: null, backAt, observedAt: at };
  }
  const awaySince = before?.awaySince ?? since;
  return { status, reason: agent.reason, since, awaySince, backAt: null, observedAt: at };
}

/** A stale status is none: unknown, with the time of its last observation. */
export function agentStatusAt(status: AgentStatus | null, isRunning: boolean, now: number) {
  if (status === null || status.status === "unknown") return status;
  const limit = status.staleAfterMs ?? usualAgentStaleAfterMs;
  if (now - status.observedAt < limit + (isRunning ? 0 : moreWhileIdleMs)) return status;
  return { ...noStatus, observedAt: status.observedAt };
}

export function isSameStatus(one: AgentStatus | null, other: AgentStatus | null): boolean {
  return one?.status === other?.status && one?.reason === other?.reason && one?.since === other?.since;
}
