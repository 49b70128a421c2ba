import { hasEnded, type Observation, stateOf } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";

/**
 * `promise`: how often a class is promised an observation; it weighs the classes against each other when there is not
 * enough for all. `floor`: no more often than this, however much of the budget is to spare. Both in ms.
 */
export interface PollClass {
  readonly promise: number;
  readonly floor: number;
}

/** Running and waiting: a quarter of the age from which their values are stale. */
export const pollClasses = {
  neverObserved: { promise: 1000, floor: 0 },
  onScreen: { promise: 3000, floor: 1000 },
  running: { promise: 15_000, floor: 1000 },
  waiting: { promise: 45_000, floor: 15_000 },
  /** Between observing an end and confirming it. */
  ended: { promise: 5000, floor: 5000 },
  notFound: { promise: 60_000, floor: 15_000 },
  /** Known before, and its latest observations failed; back-off spaces the retries. */
  failed: { promise: 1000, floor: 0 },
  /** After an edge of the window that the state has not followed yet. */
  windowEdge: { promise: 1000, floor: 5000 },
} as const satisfies Record<string, PollClass>;

/** What of a campaign decides when it is asked; worked out once a look, and needed at every choice. */
interface PollOutlook {
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

/** What the plan knows of one campaign. Times are monotonic ms: a wall clock that is set back must not stop polling. */
export interface PollSubject {
  readonly id: string;
  /** The campaign as it stands, and what follows from that. */
  outlook: PollOutlook;
  /** When it came onto the watch list; until the first observation, it waits since then. */
  readonly addedAt: number;
  /** When it was last asked for, by this process or an earlier one; null: never. */
  sentAt: number | null;
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
    sentAt: sentAtOf(campaign, time),
    notBefore: 0,
    onScreens: 0,
    inFlight: false,
    isDenied: false,
  };
}

/** When an earlier process asked for it; null: none did. */
export function sentAtOf({ observedAt }: TrackedCampaign, { monotonic, wall }: PlanTime): number | null {
  return observedAt === null ? null : monotonic - Math.max(0, wall - observedAt);
}

/** Waits grow from `first` to `longest`, doubling at each failure in a row; all in ms. */
export interface BackOff {
  readonly first: number;
  readonly longest: number;
}

/** A campaign whose own looks fail: never longer than half a minute, so it is back soon after the fault is. */
export const failureBackOff: BackOff = { first: 2000, longest: 30_000 };
/** "No such campaign": soon at first, since it may be a passing fault; then rarely. */
export const notFoundBackOff: BackOff = { first: 15_000, longest: 600_000 };
/** One that was there before: for a while it is more likely that the upstream errs than that it is gone. */
const vanishedBackOff: BackOff = { first: 15_000, longest: 36_000 };
const vanishedForMs = 600_000;

/** Which back-off a campaign that cannot be looked at is under, as of `now` (epoch ms). */
function backOffFor(campaign: TrackedCampaign, now: number): BackOff {
  if (campaign.notFoundSince === null) return failureBackOff;
  const vanished = campaign.facts !== null && now - campaign.notFoundSince < vanishedForMs;
  return vanished ? vanishedBackOff : notFoundBackOff;
}

/**
 * ms to wait after the n-th failure in a row (n ≥ 1). `random` in 0..1 spreads the wait over ±20 %, so that
 * campaigns that failed together do not come back together.
 */
export function backOffDelay(backOff: BackOff, failures: number, random: number): number {
  const doubled = backOff.first * 2 ** Math.min(20, failures - 1);
  return Math.min(backOff.longest, doubled) * (0.8 + 0.4 * random);
}

/** ms from `observation` until its campaign may be asked for again; 0: nothing keeps it from its ordinary turn. */
export function backOffAfter(
  observation: Observation,
  campaign: TrackedCampaign,
  random: () => number,
): number {
  if (observation.kind === "answered" || campaign.failures === 0) return 0;
  return backOffDelay(backOffFor(campaign, observation.at), campaign.failures, random());
}
