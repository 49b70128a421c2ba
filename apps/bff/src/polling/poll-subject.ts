import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { outlookOf, type PollOutlook } from "./poll-outlook.ts";

/** What the plan knows of one campaign. Times are monotonic ms: a wall clock that is set back must not stop polling. */
export interface PollSubject {
  readonly id: string;
  /** The campaign as it stands, and what follows from that. */
  outlook: PollOutlook;
  /** When it came onto the watch list; until the first look, it waits since then. */
  readonly addedAt: number;
  /** When it was last asked; null: never. */
  askedAt: number | null;
  /** Not to be asked before this; set by back-off. */
  notBefore: number;
  /** How many open pages show it right now. */
  onScreens: number;
  inFlight: boolean;
}

export function createPollSubject(id: string, campaign: TrackedCampaign, now: number): PollSubject {
  const outlook = outlookOf(campaign);
  return { id, outlook, addedAt: now, askedAt: null, notBefore: 0, onScreens: 0, inFlight: false };
}
