import { hasEnded, stateOf } from "../campaigns/campaign-state.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { type PollClass, pollClasses } from "./poll-classes.ts";

/** What of a campaign decides when it is asked; worked out once a look, and needed at every choice. */
export interface PollOutlook {
  readonly campaign: TrackedCampaign;
  readonly phase: "active" | "ended" | "notFound" | "final";
  /** As long as it is on nobody's screen. */
  readonly usual: PollClass;
  /** Epoch ms of the start or end that the campaign's state has not followed yet; null: there is none. */
  readonly awaitedEdge: number | null;
}

export function outlookOf(campaign: TrackedCampaign): PollOutlook {
  const phase = phaseOf(campaign);
  return { campaign, phase, usual: usualClass(campaign, phase), awaitedEdge: awaitedEdge(campaign) };
}

function phaseOf({ facts, endConfirmed, notFoundSince }: TrackedCampaign): PollOutlook["phase"] {
  if (endConfirmed) return "final";
  if (notFoundSince !== null) return "notFound";
  return hasEnded(facts) ? "ended" : "active";
}

function usualClass({ facts }: TrackedCampaign, phase: PollOutlook["phase"]): PollClass {
  if (phase === "ended") return pollClasses.ended;
  const runs = phase === "active" && stateOf(facts?.stateCode) === "running";
  return runs ? pollClasses.running : pollClasses.waiting;
}

function awaitedEdge({ facts }: TrackedCampaign): number | null {
  const state = stateOf(facts?.stateCode);
  if (state === "notStarted") return facts?.startTime ?? null;
  return state === "running" ? (facts?.endTime ?? null) : null;
}
