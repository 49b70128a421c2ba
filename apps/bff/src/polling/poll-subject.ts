import { hasEnded, type Observation, stateOf } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";

/** Both in ms. `promise`: observed this often; weighs classes against each other. `floor`: at most this often. */
export interface PollClass {
  readonly promise: number;
  readonly floor: number;
}

export const pollClasses = {
  neverObserved: { promise: 1000, floor: 0 },
  onScreen: { promise: 3000, floor: 1000 },
  running: { promise: 15_000, floor: 1000 },
  waiting: { promise: 45_000, floor: 15_000 },
  ended: { promise: 5000, floor: 5000 },
  notFound: { promise: 60_000, floor: 15_000 },
  failed: { promise: 1000, floor: 0 },
  windowEdge: { promise: 1000, floor: 5000 },
} as const satisfies Record<string, PollClass>;

export function outlookOf(campaign: TrackedCampaign) {
  const phase = phaseOf(campaign);
  return { campaign, phase, usual: usualClass(campaign, phase), awaitedEdge: awaitedEdge(campaign) };
}

type Phase = "active" | "ended" | "notFound" | "final";

function phaseOf({ facts, endConfirmed, notFoundSince }: TrackedCampaign): Phase {
  if (endConfirmed) return "final";
  if (notFoundSince !== null) return "notFound";
  return hasEnded(facts) ? "ended" : "active";
}

function usualClass({ facts }: TrackedCampaign, phase: Phase): PollClass {
  if (phase === "ended") return pollClasses.ended;
  const runs = phase === "active" && stateOf(facts?.stateCode) === "running";
  return runs ? pollClasses.running : pollClasses.waiting;
}

/** Epoch ms of the start or end that the campaign's state has not followed yet; null: there is none. */
function awaitedEdge({ facts }: TrackedCampaign): number | null {
  const state = stateOf(facts?.stateCode);
  if (state === "notStarted") return facts?.startTime ?? null;
  return state === "running" ? (facts?.endTime ?? null) : null;
}

export type PollSubject = ReturnType<typeof createPollSubject>;

/** `monotonic` for waits, `wall` (epoch ms) for the windows' edges. */
export interface PlanTime {
  readonly monotonic: number;
  readonly wall: number;
}

/** A campaign as the plan knows it. Times are monotonic ms: setting the wall clock must not stop polling. */
export function createPollSubject(id: string, campaign: TrackedCampaign, time: PlanTime) {
  return {
    id,
    outlook: outlookOf(campaign),
    addedAt: time.monotonic,
    /** Of the latest observation, by this process or an earlier one; null: never. */
    sentAt: sentAtOf(campaign, time),
    notBefore: 0,
    onScreens: 0,
    inFlight: false,
    isDenied: false,
  };
}

export function sentAtOf({ observedAt }: TrackedCampaign, { monotonic, wall }: PlanTime): number | null {
  return observedAt === null ? null : monotonic - Math.max(0, wall - observedAt);
}

export interface BackOff {
  readonly first: number;
  readonly longest: number;
}

export const failureBackOff: BackOff = { first: 2000, longest: 30_000 };
export const notFoundBackOff: BackOff = { first: 15_000, longest: 600_000 };
/** It was there before: for a while, a fault of the upstream is more likely than that it is gone. */
const vanishedBackOff: BackOff = { first: 15_000, longest: 36_000 };
const vanishedForMs = 600_000;

function backOffFor(campaign: TrackedCampaign, now: number): BackOff {
  if (campaign.notFoundSince === null) return failureBackOff;
  const vanished = campaign.facts !== null && now - campaign.notFoundSince < vanishedForMs;
  return vanished ? vanishedBackOff : notFoundBackOff;
}

/** In ms, after `failures` in a row (≥ 1). `random` in 0..1 spreads it over ±20 %, so that retries do not come together. */
export function backOffDelay(backOff: BackOff, failures: number, random: number): number {
  const doubled = backOff.first * 2 ** Math.min(20, failures - 1);
  return Math.min(backOff.longest, doubled) * (0.8 + 0.4 * random);
}

/** In ms; 0: it has its usual turn. */
export function backOffAfter(observation: Observation, campaign: TrackedCampaign, random: () => number) {
  if (observation.kind === "answered" || campaign.failures === 0) return 0;
  return backOffDelay(backOffFor(campaign, observation.at), campaign.failures, random());
}
