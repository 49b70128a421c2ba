import type { CallOrder, CampaignState } from "@cruiseboard/contract";
import type { CampaignFacts } from "./observation.ts";

const states: readonly CampaignState[] = ["notStarted", "running", "completed", "terminated"];
const callOrders: readonly CallOrder[] = ["random", "sequential"];

/** The upstream's State as a word; a number that this version does not know is "unknown". */
export function stateOf(code: number | null | undefined): CampaignState {
  return (code == null ? undefined : states[code]) ?? "unknown";
}

export function callOrderOf(code: number | null | undefined): CallOrder {
  return (code == null ? undefined : callOrders[code]) ?? "unknown";
}

/** Whether the upstream says that nothing will be called any more. */
export function hasEnded(facts: CampaignFacts | null): boolean {
  return isEnd(facts?.stateCode);
}

export function isEnd(stateCode: number | null | undefined): boolean {
  const state = stateOf(stateCode);
  return state === "completed" || state === "terminated";
}
