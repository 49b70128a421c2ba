import { type PollClass, pollClasses } from "./poll-classes.ts";
import type { PollSubject } from "./poll-subject.ts";

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
    if (subject.inFlight || isBehind(subject, otherStretch, now)) continue;
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

/**
 * Whether a campaign surely waits behind one of that stretch, so that nothing more has to be known of it. That goes for
 * nearly all of ten thousand, whom every choice goes through, twenty times a second.
 */
function isBehind({ outlook, askedAt, onScreens }: PollSubject, stretch: number, time: PlanTime): boolean {
  if (askedAt === null || onScreens > 0) return false;
  const { awaitedEdge, usual } = outlook;
  if (awaitedEdge !== null && time.wall >= awaitedEdge) return false;
  return time.monotonic - askedAt <= stretch * usual.promise;
}

/** How much one campaign wants to be asked; null: never again (a confirmed end). */
export function pollDemand(subject: PollSubject, time: PlanTime): PollDemand | null {
  const now = time.monotonic;
  const { outlook, askedAt, notBefore } = subject;
  const onScreen = subject.onScreens > 0;
  if (outlook.phase === "final") return null;
  if (askedAt === null) return demandSince(subject.addedAt, pollClasses.neverSeen, now, onScreen);
  if (notBefore > now) return { stretch: 0, dueAt: notBefore, urgent: false };
  if (outlook.phase === "notFound") return demandSince(askedAt, outlook.usual, now, false);
  const usual = onScreen && outlook.phase === "active" ? pollClasses.onScreen : outlook.usual;
  const edgeDueAt = windowEdgeDueAt(outlook.awaitedEdge, askedAt, time);
  if (edgeDueAt > now && edgeDueAt >= askedAt + usual.floor)
    return demandSince(askedAt, usual, now, onScreen);
  const stretch = Math.max(0, now - edgeDueAt) / pollClasses.windowEdge.promise;
  return { stretch, dueAt: edgeDueAt, urgent: true };
}

function demandSince(since: number, { promise, floor }: PollClass, now: number, urgent: boolean): PollDemand {
  return { stretch: Math.max(0, now - since) / promise, dueAt: since + floor, urgent };
}

/**
 * A campaign whose window has just opened or closed is asked right after, and again until it moves. Monotonic ms;
 * Infinity: no edge is awaited. `edge` is epoch ms.
 */
function windowEdgeDueAt(edge: number | null, askedAt: number, { wall, monotonic }: PlanTime): number {
  if (edge === null || wall > edge + windowEdgeLasts) return Number.POSITIVE_INFINITY;
  const settled = edge - wall + monotonic + windowEdgeSettles;
  return askedAt < settled ? settled : askedAt + pollClasses.windowEdge.floor;
}
