import type { Campaign } from "@cruiseboard/contract";
import { createContext } from "react";

/** Local parts of several agents, a line each. A string, so that polls seldom change it. */
export const SharedLocalParts = createContext("");

export function sharedLocalParts(campaigns: readonly Campaign[]): string {
  const accounts = new Map<string, string>();
  const shared = new Set<string>();
  for (const { agent } of campaigns) {
    if (agent === null) continue;
    const local = localPart(agent);
    const other = accounts.get(local);
    if (other === undefined) accounts.set(local, agent);
    else if (other !== agent) shared.add(local);
  }
  return `\n${[...shared].toSorted().join("\n")}\n`;
}

export function shortAgent(agent: string, shared: string): string {
  const local = localPart(agent);
  return shared.includes(`\n${local}\n`) ? agent : local;
}

/** Of an account that is no address, the whole. */
function localPart(agent: string): string {
  const at = agent.lastIndexOf("@");
  return at > 0 ? agent.slice(0, at) : agent;
}
