import { hasEnded, stateOf } from "../campaigns/campaign-state.ts";
import type { PollSubject } from "./poll-subject.ts";

/** How often each class of campaign is promised a look, in ms. */
export const pollTargets = {
  neverSeen: 1000,
  onScreen: 3000,
  running: 15_000,
  waiting: 60_000,
  /** Between seeing an end and the look that confirms it. */
  endConfirmation: 5000,
  /** After an edge of the window: how soon the look should follow. */
  windowEdge: 1000,
} as const;

/** The upstream starts and ends campaigns by itself at these times; asked this much later, in ms, it has. */
const windowEdgeSettles = 500;
/** A campaign still not started (or still running) this long after its edge goes back to its ordinary class. */
const windowEdgeLasts = 120_000;
/** After its window's edge passed unheeded, a look this often, in ms. */
const windowEdgeRetry = 5000;

/** Of the budget, what is on screen and what stands at an edge may take while others are due; less with unseen ones. */
const urgentShare = { usually: 0.8, withNeverSeen: 0.5 } as const;

export interface PollDemand {
  /** Waited ÷ promised: due from 1 on, and who stands highest goes first. */
  readonly stretch: number;
  /** When the stretch reaches 1, epoch ms. */
  readonly dueAt: number;
  readonly urgent: boolean;
}

export interface PollChoice {
  readonly subject: PollSubject | null;
  readonly urgent: boolean;
  /** With no subject: when the first one falls due, epoch ms; Infinity: none ever. */
  readonly nextDueAt: number;
}

/**
 * Who is asked next: whoever has waited longest relative to its class's promise ("class-stretch"). What is urgent
 * goes first but is held to a share of the budget, so that nobody starves however much is on screen.
 * `urgentTaken` is the share of the latest requests that urgent ones took (0..1). With `dueFrom` 0, somebody is
 * chosen even if nobody is due: a probe of an upstream that is in trouble.
 */
export function choosePoll(
  subjects: Iterable<PollSubject>,
  now: number,
  urgentTaken: number,
  dueFrom: 0 | 1 = 1,
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
    if (demand.stretch < dueFrom) {
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
  return { subject: takeUrgent ? urgent : other, urgent: takeUrgent, nextDueAt };
}

/** How much one campaign wants to be asked; null: never again (a confirmed end). */
export function pollDemand(subject: PollSubject, now: number): PollDemand | null {
  const { campaign, notBefore } = subject;
  const onScreen = subject.onScreens > 0;
  if (campaign.endConfirmed) return null;
  if (subject.askedAt === null) {
    // Just added: due at once.
    const target = onScreen ? pollTargets.neverSeen / 2 : pollTargets.neverSeen;
    return { stretch: 1 + (now - subject.addedAt) / target, dueAt: subject.addedAt, urgent: onScreen };
  }
  if (notBefore > now) return { stretch: 0, dueAt: notBefore, urgent: onScreen };
  if (campaign.notFoundSince !== null)
    return waited(subject.askedAt, pollTargets.waiting, now, false, notBefore);
  const edge = windowEdgeDemand(subject, subject.askedAt, now);
  const usual = waited(subject.askedAt, usualTarget(subject, onScreen), now, onScreen, notBefore);
  if (edge === null) return usual;
  return edge.stretch >= 1 ? edge : { ...usual, dueAt: Math.min(usual.dueAt, edge.dueAt) };
}

function waited(since: number, target: number, now: number, urgent: boolean, notBefore: number): PollDemand {
  const backedOff = notBefore > since;
  const dueAt = backedOff ? Math.max(notBefore, since) : since + target;
  const stretch = backedOff ? 1 + Math.max(0, now - notBefore) / target : (now - since) / target;
  return { stretch, dueAt, urgent };
}

function usualTarget(subject: PollSubject, onScreen: boolean): number {
  if (hasEnded(subject.campaign.facts)) return pollTargets.endConfirmation;
  if (onScreen) return pollTargets.onScreen;
  return stateOf(subject.campaign.facts?.stateCode) === "running" ? pollTargets.running : pollTargets.waiting;
}

/** A campaign whose window has just opened or closed is asked right after, and again until it moves. */
function windowEdgeDemand(subject: PollSubject, askedAt: number, now: number): PollDemand | null {
  const edge = awaitedEdge(subject);
  if (edge === null || now > edge + windowEdgeLasts) return null;
  const settled = edge + windowEdgeSettles;
  const dueAt = askedAt < settled ? settled : askedAt + windowEdgeRetry;
  const stretch = now < dueAt ? 0 : 1 + (now - dueAt) / pollTargets.windowEdge;
  return { stretch, dueAt, urgent: true };
}

function awaitedEdge(subject: PollSubject): number | null {
  const { facts } = subject.campaign;
  const state = stateOf(facts?.stateCode);
  if (state === "notStarted") return facts?.startTime ?? null;
  return state === "running" ? (facts?.endTime ?? null) : null;
}
