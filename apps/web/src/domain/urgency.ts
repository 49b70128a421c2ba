import type { Campaign } from "@cruiseboard/contract";
import { compareSeverity, worstSeverity } from "./attention.ts";
import { stateOrder } from "./view-state.ts";

/**
 * What needs a person first: by kind of attention, then by consequence (callees left uncalled, then time left). Without
 * attention: what may miss its window, then by state and time left. Depends on no language.
 */
export function compareUrgency(one: Campaign, other: Campaign): number {
  return (
    compareSeverity(worstSeverity(one), worstSeverity(other)) ||
    consequence(other) - consequence(one) ||
    stateOrder.indexOf(one.state) - stateOrder.indexOf(other.state) ||
    compareInstants(one.endTime, other.endTime)
  );
}

function consequence({ attention, state, uncalledAtClose }: Campaign): number {
  if (attention.length > 0) return uncalledAtClose ?? 0;
  return Number(state === "running" && (uncalledAtClose ?? 0) > 0);
}

/** ISO 8601 of one form sorts as text; unknown ones are last. */
function compareInstants(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
