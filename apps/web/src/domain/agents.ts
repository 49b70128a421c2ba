import { type AgentStatus, awayStates, type Campaign } from "@cruiseboard/contract";
import { createContext } from "react";

export const isAway = (status: AgentStatus | null): boolean =>
  awayStates.some((state) => state === status?.status);

/** What names agents briefly: the end that all their domains share, then local parts of several agents, a line each. A string, so that polls seldom change it. */
export const SharedLocalParts = createContext("");

export function sharedLocalParts(campaigns: readonly Campaign[]): string {
  const accounts = new Map<string, string>();
  const shared = new Set<string>();
  let end: readonly string[] | null = null;
  for (const { agent } of campaigns) {
    if (agent === null) continue;
    const local = localPart(agent);
    const other = accounts.get(local);
    if (other === agent) continue;
    if (other === undefined) accounts.set(local, agent);
    else shared.add(local);
    if (local !== agent) end = commonEnd(agent.slice(local.length + 1).split("."), end);
  }
  return `${(end ?? []).join(".")}\n${[...shared].toSorted().join("\n")}\n`;
}

function commonEnd(domain: readonly string[], end: readonly string[] | null): readonly string[] {
  if (end === null) return domain;
  const differs = end.toReversed().findIndex((label, index) => label !== domain.at(-1 - index));
  return differs === -1 ? end : end.slice(end.length - differs);
}

/** Of agents with the same local part, where they differ: `wu@a` of wu@a.example.com. */
export function shortAgent(agent: string, shared: string): string {
  const local = localPart(agent);
  if (!shared.includes(`\n${local}\n`)) return local;
  const end = `.${shared.slice(0, shared.indexOf("\n"))}`;
  return end.length > 1 && agent.endsWith(end) ? agent.slice(0, -end.length) : agent;
}

/** Of an account that is no address, the whole. */
function localPart(agent: string): string {
  const at = agent.lastIndexOf("@");
  return at > 0 ? agent.slice(0, at) : agent;
}
