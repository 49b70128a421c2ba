import { hasEnded, stateOf } from "../campaigns/campaign-state.ts";
import type { PollSubject } from "./poll-subject.ts";

/**
 * `promise`: how often a class is promised a look; it weighs the classes against each other when there is not enough
 * for all. `floor`: no more often than this, however much of the budget is to spare. Both in ms.
 */
export interface PollClass {
  readonly promise: number;
  readonly floor: number;
}

export const pollClasses = {
  neverSeen: { promise: 1000, floor: 0 },
  onScreen: { promise: 3000, floor: 1000 },
  running: { promise: 15_000, floor: 1000 },
  waiting: { promise: 60_000, floor: 15_000 },
  /** Between seeing an end and the look that confirms it. */
  ended: { promise: 5000, floor: 5000 },
  /** After an edge of the window that the state has not followed yet. */
  windowEdge: { promise: 1000, floor: 5000 },
} as const satisfies Record<string, PollClass>;

/** The upstream starts and ends campaigns by itself at these times; asked this much later, in ms, it has. */
const windowEdgeSettles = 500;
/** A campaign still not started (or still running) this long after its edge goes back to its ordinary class. */
const windowEdgeLasts = 120_000;

/** Of the budget, what is on screen and what stands at an edge may take while others are due; less with unseen ones. */
const urgentShare = { usually: 0.8, withNeverSeen: 0.5 } as const;

/** The moment of a choice: `monotonic` for waits, `wall` (epoch ms) for the windows' edges. */
export interface PlanTime {
  readonly monotonic: number;
  readonly wall: number;
}

export interface PollDemand {
  /** Waited ÷ promised: of those that are due, who stands highest goes first. */
  readonly stretch: number;
  /** From when on it may be asked, monotonic ms. */
  readonly dueAt: number;
  readonly urgent: boolean;
}

export interface PollChoice {
  readonly subject: PollSubject | null;
  readonly urgent: boolean;
  /** The subject has waited longer than its class is promised. */
  readonly overdue: boolean;
  /** With no subject: when the first one falls due, monotonic ms; Infinity: none ever. */
  readonly nextDueAt: number;
}

/**
 * Who is asked next: whoever has waited longest relative to its class's promise ("class-stretch"). What is urgent
 * goes first but is held to a share of the budget, so that nobody starves however much is on screen.
 * `urgentTaken` is the share of the latest requests that urgent ones took (0..1). With `anyway`, somebody is
 * chosen even if nobody is due: a probe of an upstream that is in trouble.
 */
export function choosePoll(
  subjects: Iterable<PollSubject>,
  now: PlanTime,
  urgentTaken: number,
  anyway = false,
): PollChoice {
  let urgent: PollSubject | null = null;
  let other: PollSubject | null = null;
  let urgentStretch = -1;
  let otherStretch = -1;
  let nextDueAt = Number.POSITIVE_INFINITY;
  let neverSeen = false;
  for (const subject of subjects) {
    if (subject.inFlight) continue;
    const demand = pollDemand(subject, now);
    if (demand === null) continue;
    if (demand.dueAt > now.monotonic && !anyway) {
      nextDueAt = Math.min(nextDueAt, demand.dueAt);
    } else if (demand.urgent && demand.stretch > urgentStretch) {
      urgent = subject;
      urgentStretch = demand.stretch;
    } else if (!demand.urgent) {
      neverSeen ||= subject.askedAt === null;
      if (demand.stretch <= otherStretch) continue;
      other = subject;
      otherStretch = demand.stretch;
    }
  }
  const allowed = neverSeen ? urgentShare.withNeverSeen : urgentShare.usually;
  const takeUrgent = urgent !== null && (other === null || urgentTaken < allowed);
  const overdue = (takeUrgent ? urgentStretch : otherStretch) >= 1;
  return { subject: takeUrgent ? urgent : other, urgent: takeUrgent, overdue, nextDueAt };
}

/** How much one campaign wants to be asked; null: never again (a confirmed end). */
export function pollDemand(subject: PollSubject, time: PlanTime): PollDemand | null {
  const now = time.monotonic;
  const { campaign, askedAt, notBefore } = subject;
  const onScreen = subject.onScreens > 0;
  if (campaign.endConfirmed) return null;
  if (askedAt === null) return demandSince(subject.addedAt, pollClasses.neverSeen, now, onScreen);
  if (notBefore > now) return { stretch: 0, dueAt: notBefore, urgent: false };
  if (campaign.notFoundSince !== null) return demandSince(askedAt, pollClasses.waiting, now, false);
  const usual = demandSince(askedAt, usualClass(subject, onScreen), now, onScreen);
  const edge = windowEdgeDemand(subject, askedAt, time);
  return edge && (edge.dueAt <= now || edge.dueAt < usual.dueAt) ? edge : usual;
}

function demandSince(since: number, { promise, floor }: PollClass, now: number, urgent: boolean): PollDemand {
  return { stretch: Math.max(0, now - since) / promise, dueAt: since + floor, urgent };
}

function usualClass(subject: PollSubject, onScreen: boolean): PollClass {
  if (hasEnded(subject.campaign.facts)) return pollClasses.ended;
  if (onScreen) return pollClasses.onScreen;
  return stateOf(subject.campaign.facts?.stateCode) === "running" ? pollClasses.running : pollClasses.waiting;
}

/** A campaign whose window has just opened or closed is asked right after, and again until it moves. */
function windowEdgeDemand(subject: PollSubject, askedAt: number, time: PlanTime): PollDemand | null {
  const wallEdge = awaitedEdge(subject);
  if (wallEdge === null || time.wall > wallEdge + windowEdgeLasts) return null;
  const now = time.monotonic;
  const edge = wallEdge - time.wall + now;
  const settled = edge + windowEdgeSettles;
  const { promise, floor } = pollClasses.windowEdge;
  const dueAt = askedAt < settled ? settled : askedAt + floor;
  return { stretch: Math.max(0, now - dueAt) / promise, dueAt, urgent: true };
}

/** Epoch ms of the start or end that the campaign's state has not followed yet. */
function awaitedEdge(subject: PollSubject): number | null {
  const { facts } = subject.campaign;
  const state = stateOf(facts?.stateCode);
  if (state === "notStarted") return facts?.startTime ?? null;
  return state === "running" ? (facts?.endTime ?? null) : null;
}
