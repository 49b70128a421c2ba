import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { outlookOf, type PollOutlook } from "./poll-outlook.ts";

/** What the plan knows of one campaign. Times are monotonic ms: a wall clock that is set back must not stop polling. */
export interface PollSubject {
  readonly id: string;
  /** The campaign as it stands, and what follows from that. */
  outlook: PollOutlook;
  /** When it came onto the watch list; until the first observation, it waits since then. */
  readonly addedAt: number;
  /** When it was last asked for, by this process or an earlier one; null: never. */
  askedAt: number | null;
  /** Not to be asked for before this; set by back-off. */
  notBefore: number;
  /** How many open pages show it right now. */
  onScreens: number;
  inFlight: boolean;
  /** Its application is denied to the key: it is asked for only as a probe of the application. */
  isDenied: boolean;
}

/** The moment of a choice: `monotonic` for waits, `wall` (epoch ms) for the windows' edges. */
export interface PlanTime {
  readonly monotonic: number;
  readonly wall: number;
}

export function createPollSubject(id: string, campaign: TrackedCampaign, time: PlanTime): PollSubject {
  return {
    id,
    outlook: outlookOf(campaign),
    addedAt: time.monotonic,
    askedAt: askedAtOf(campaign, time),
    notBefore: 0,
    onScreens: 0,
    inFlight: false,
    isDenied: false,
  };
}

/** When an earlier process asked for it; null: none did. */
export function askedAtOf({ observedAt }: TrackedCampaign, { monotonic, wall }: PlanTime): number | null {
  return observedAt === null ? null : monotonic - Math.max(0, wall - observedAt);
}
