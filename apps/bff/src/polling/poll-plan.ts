import { usualStaleAfterMs } from "../campaigns/tracked-campaign.ts";
import { type PlanTime, type PollClass, type PollSubject, pollClasses } from "./poll-subject.ts";

/** screen: on an open page · board: other running and waiting campaigns, which must not go stale · once: single observations (first, retry, end to confirm) · edge: those at a window's start or end. */
export type PollQueue = "screen" | "board" | "once" | "edge";

export interface PollDemand {
  readonly queue: PollQueue;
  /** Waited ÷ promised: in each queue the highest goes first. */
  readonly stretch: number;
  readonly dueAt: number;
}

/** The upstream starts and ends campaigns by itself; this much after the edge it has. */
const windowEdgeSettlesMs = 500;
/** After this, a campaign that did not follow its edge goes back to its usual class. */
const windowEdgeLastsMs = 120_000;
/** Who goes first where many wait; the first observation after an edge goes ahead of later ones. */
const highestStretch = {
  ended: 4,
  failed: 3.5,
  neverObserved: 3,
  windowEdgeAgain: 2.5,
  notFound: 2,
} as const;

/** After more failures in a row it is retried in its usual turn, so that it does not displace healthy ones. */
const mostPromptRetries = 3;
/** Part of the stale age that may pass between two observations while nothing fails. */
const cycleOfStaleAge = 0.8;
/** Requests a second for the screen beyond which a larger budget serves the board, unless the screen's promises need more. */
const plentyForScreen = 20;
/** Shares of the budget. A screen gets what the board does not need, within these. */
const screenShare = { least: 0.3, besideOnce: 0.36, most: 0.8 } as const;
/** For single observations, half of it for edges while others wait; the least where the board would go stale for it. */
const onceShare = { most: 1, besideScreen: 0.6, besideBoard: 0.7, least: 0.05 } as const;
/** Of what running campaigns are promised, from where on the board has a share beside single observations. */
const dueFrom = 0.5;
/** From where on the board needs its share: of the age from which values are stale, or of what the board can have. */
const pressingFrom = { age: 0.8, need: 0.92 } as const;
/** Each campaign of the board is to be observed before this much of that age has passed. */
const deadline = 0.9;
const ageStep = 1 / 16;
const staleStepMs = 5000;

const singles = ["edge", "once"] as const;
const queues: readonly PollQueue[] = ["screen", ...singles, "board"];

export function createPollPlan(capacity: number) {
  const shares = { screen: 0.5, board: 0.5, once: 0.5, edge: 0.5 };
  /** Start-time fair queuing: the queue with the lowest tag is next; an empty queue saves nothing. */
  const tags = { screen: 0, board: 0, once: 0, edge: 0 };
  let served = 0;
  let staleAfterMs: number = usualStaleAfterMs;
  let isPressing = false;
  let chosenAt = 0;
  const startTag = (queue: PollQueue) => Math.max(served, tags[queue]);

  return {
    /** `probing`: the upstream fails, so one is chosen even if none is due, preferably one that has answered before. */
    choose(subjects: Iterable<PollSubject>, now: PlanTime, probing = false) {
      const survey = surveyOf(subjects, now, probing, staleAfterMs);
      const { best } = survey;
      // Rises at once, and falls with time as far as the board can follow, so that no value becomes stale by the change alone.
      const decayed = staleAfterMs - (isPressing ? 0 : now.monotonic - chosenAt);
      staleAfterMs = Math.max(staleAfter(survey, capacity), decayed);
      chosenAt = now.monotonic;
      // Until it is due the board waits for single observations, and has what is to spare.
      const byDeadline = neededByDeadline(survey, staleAfterMs) / capacity;
      isPressing =
        byDeadline >= pressingFrom.need * mostForBoard(survey) ||
        best.board.stretch * pollClasses.running.promise >= pressingFrom.age * staleAfterMs;
      const need = Math.max(survey.boardNeeds / capacity, byDeadline);
      const isDue = best.board.stretch >= dueFrom;
      Object.assign(shares, sharesFor(survey, need, capacity, { isDue, isPressing }));
      const isWaiting = (one: PollQueue) =>
        best[one].subject !== null && (one !== "board" || isDue || singlesIn(survey) === 0);
      const waiting = queues.filter(isWaiting);
      const order = probing ? (one: PollQueue) => -best[one].stretch : startTag;
      const queue = waiting.toSorted((one, other) => order(one) - order(other))[0] ?? "board";
      const { subject, stretch } = best[queue];
      /** Nothing that was promised is overdue, in no queue. */
      const isSpare = !probing && singlesIn(survey) === 0 && queues.every((one) => best[one].stretch < 1);
      return { subject, queue, overdue: stretch >= 1, isSpare, nextDueAt: survey.nextDueAt };
    },
    sent(queue: PollQueue): void {
      served = startTag(queue);
      tags[queue] = served + 1 / shares[queue];
    },
    /** The age from which running campaigns' values are stale, as far as the budget allows. */
    get staleAfterMs(): number {
      return Math.ceil(staleAfterMs / staleStepMs) * staleStepMs;
    },
  };
}

const noCandidate = { subject: null as PollSubject | null, stretch: -1 };

type Survey = ReturnType<typeof surveyOf>;

function surveyOf(subjects: Iterable<PollSubject>, now: PlanTime, probing: boolean, staleAfterMs: number) {
  const survey = {
    best: {
      screen: { ...noCandidate },
      board: { ...noCandidate },
      once: { ...noCandidate },
      edge: { ...noCandidate },
    },
    /** Of the first that is not due yet, monotonic ms; Infinity: none. */
    nextDueAt: Number.POSITIVE_INFINITY,
    /** Requests a second that the board queue needs, once its observations are spread evenly. */
    boardNeeds: 0,
    /** Requests a second that keep the promises to the screen. */
    screenNeeds: 0,
    /** Number of campaigns by age, in steps of `ageStep` of the stale age. */
    boardAges: Array.from({ length: Math.ceil(1 / ageStep) + 1 }, () => 0),
    boardSize: 0,
    neverObserved: 0,
  };
  function add(subject: PollSubject, demand: PollDemand): void {
    if (demand.queue === "board") {
      survey.boardSize += 1;
      survey.boardNeeds += 1000 / (cycleOfStaleAge * 4 * subject.outlook.usual.promise);
      const age = (demand.stretch * pollClasses.running.promise) / staleAfterMs;
      const step = Math.min(survey.boardAges.length - 1, Math.floor(age / ageStep));
      survey.boardAges[step] = (survey.boardAges[step] ?? 0) + 1;
    }
    if (demand.queue === "screen") survey.screenNeeds += 1000 / pollClasses.onScreen.promise;
    if (subject.sentAt === null) survey.neverObserved += 1;
    if (subject.inFlight) return;
    if (demand.dueAt > now.monotonic && !probing) {
      survey.nextDueAt = Math.min(survey.nextDueAt, demand.dueAt);
      return;
    }
    const best = survey.best[demand.queue];
    const isPreferred = probing && subject.outlook.campaign.facts !== null;
    const stretch = isPreferred ? demand.stretch + 1e12 : demand.stretch;
    if (stretch <= best.stretch) return;
    best.subject = subject;
    best.stretch = stretch;
  }
  for (const subject of subjects) {
    const demand = pollDemand(subject, now);
    if (demand) add(subject, demand);
    // It keeps its turn on the board, so that it does not grow stale behind other single observations.
    if (demand?.queue === "edge") add(subject, usualDemand(subject, now));
  }
  return survey;
}

/** Requests a second with which all are observed before the deadline. */
function neededByDeadline({ boardAges }: Survey, staleAfterMs: number): number {
  let needed = 0;
  let older = 0;
  for (let step = boardAges.length - 1; step >= 0; step -= 1) {
    older += boardAges[step] ?? 0;
    const left = Math.max(ageStep, deadline - step * ageStep);
    needed = Math.max(needed, (older * 1000) / (left * staleAfterMs));
  }
  return needed;
}

function sharesFor(
  survey: Survey,
  need: number,
  capacity: number,
  { isDue, isPressing }: Record<"isDue" | "isPressing", boolean>,
) {
  const { best } = survey;
  const withScreen = best.screen.subject !== null;
  const onceMost = onceShare[withScreen ? "besideScreen" : isDue ? "besideBoard" : "most"];
  const waiting = singlesIn(survey);
  const once = waiting === 0 ? 0 : isPressing ? onceShare.least : onceMost;
  // Empty queues have a share, too, for their next campaign.
  const each = waiting === 0 ? onceShare.least : once / waiting;
  const leastScreen = screenShare[once === onceMost ? "besideOnce" : "least"];
  const plenty = Math.max(plentyForScreen, survey.screenNeeds) / capacity;
  const spare = Math.min(screenShare.most, plenty, Math.max(leastScreen, 1 - need - once));
  const screen = withScreen ? spare : 0;
  return {
    screen: screen || screenShare.least,
    once: each,
    edge: each,
    board: Math.max(onceShare.least, 1 - screen - once),
  };
}

/** How many queues of single observations wait. */
const singlesIn = ({ best }: Survey) => singles.filter((one) => best[one].subject !== null).length;

/** With too little budget it follows the cycle through the board. Never observed campaigns count, up to as many as the board has. */
function staleAfter(survey: Survey, capacity: number): number {
  const { boardNeeds, boardSize, neverObserved } = survey;
  const growth = boardSize === 0 ? 1 : 1 + Math.min(1, neverObserved / boardSize);
  return usualStaleAfterMs * Math.max(1, (boardNeeds * growth) / capacity / mostForBoard(survey));
}

const mostForBoard = ({ best }: Survey) =>
  1 - onceShare.least - (best.screen.subject === null ? 0 : screenShare.least);

/** null: it needs no observation (a confirmed end, a denied application). */
export function pollDemand(subject: PollSubject, time: PlanTime): PollDemand | null {
  const now = time.monotonic;
  const { outlook, sentAt, notBefore } = subject;
  const onScreen = subject.onScreens > 0;
  if (outlook.phase === "final" || subject.isDenied) return null;
  if (notBefore > now) return { queue: "once", stretch: 0, dueAt: notBefore };
  if (sentAt === null) return waitsSince(subject.addedAt, "neverObserved", now, onScreen);
  if (outlook.phase === "ended") return waitsSince(sentAt, "ended", now, onScreen);
  if (outlook.phase === "notFound") return waitsSince(sentAt, "notFound", now, false);
  if (onScreen) return demand("screen", sentAt, pollClasses.onScreen, now);
  const { facts, failures } = outlook.campaign;
  const usual = usualDemand(subject, time);
  // The share of retries is small: what is overdue on the board does not wait for it.
  if (facts !== null && failures > 0 && failures <= mostPromptRetries && usual.stretch < 1)
    return waitsSince(sentAt, "failed", now, false);
  const edge = windowEdgeDueAt(outlook.awaitedEdge, sentAt, time);
  if (edge.dueAt > now) return edge.dueAt < usual.dueAt ? { ...usual, dueAt: edge.dueAt } : usual;
  const stretch = (now - edge.dueAt) / pollClasses.windowEdge.promise;
  return {
    queue: "edge",
    stretch: edge.isAgain ? Math.min(highestStretch.windowEdgeAgain, stretch) : stretch,
    dueAt: edge.dueAt,
  };
}

function usualDemand({ sentAt, addedAt, outlook }: PollSubject, { monotonic }: PlanTime): PollDemand {
  return demand("board", sentAt ?? addedAt, outlook.usual, monotonic);
}

function demand(queue: PollQueue, since: number, { promise, floor }: PollClass, now: number): PollDemand {
  return { queue, stretch: Math.max(0, now - since) / promise, dueAt: since + floor };
}

function waitsSince(
  since: number,
  kind: keyof typeof highestStretch & keyof typeof pollClasses,
  now: number,
  onScreen: boolean,
): PollDemand {
  if (onScreen) return demand("screen", since, pollClasses[kind], now);
  const once = demand("once", since, pollClasses[kind], now);
  return { ...once, stretch: Math.min(highestStretch[kind], once.stretch) };
}

/** `edge`: epoch ms. `dueAt`: monotonic ms; Infinity: no edge is awaited. `isAgain`: the state did not follow yet. */
function windowEdgeDueAt(edge: number | null, sentAt: number, { wall, monotonic }: PlanTime) {
  if (edge === null) return { dueAt: Number.POSITIVE_INFINITY, isAgain: false };
  const settled = edge - wall + monotonic + windowEdgeSettlesMs;
  if (sentAt < settled) return { dueAt: settled, isAgain: false };
  const lasts = wall <= edge + windowEdgeLastsMs;
  return { dueAt: lasts ? sentAt + pollClasses.windowEdge.floor : Number.POSITIVE_INFINITY, isAgain: true };
}
