import { type CampaignKey, campaignPath, type UpstreamState } from "@cruiseboard/contract";
import type { FailureCause, Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { repeat } from "../repeat.ts";
import { type ApplicationAccessOptions, createApplicationAccess } from "./application-access.ts";
import { createFocusBook } from "./focus-book.ts";
import type { Look, LookAtCampaign } from "./observe-campaign.ts";
import { createPacer } from "./pacer.ts";
import { createPollPlan, type PollQueue } from "./poll-plan.ts";
import {
  askedAtOf,
  backOffAfter,
  createPollSubject,
  outlookOf,
  type PlanTime,
  type PollSubject,
} from "./poll-subject.ts";
import { createPeekQueue, createRefreshQueue, type Peek, RefreshError } from "./request-queues.ts";
import type { UpstreamClock } from "./upstream-clock.ts";
import type { UpstreamHealth } from "./upstream-health.ts";

export interface Poller {
  start(): void;
  /** Ends the loop; resolves when nothing is in flight any more. */
  stop(): Promise<void>;
  watch(campaigns: Iterable<TrackedCampaign>): void;
  unwatch(key: CampaignKey): void;
  /** Another backend looked at it so many ms ago, so its next look is that much nearer. */
  follow(campaign: TrackedCampaign, agoMs: number): void;
  /** What an open page (`holder`) shows now; unknown campaigns are passed over. */
  focus(holder: string, keys: readonly CampaignKey[]): void;
  /** Asks the upstream at once, ahead of everybody. Throws RefreshError when there is no fresh answer. */
  refresh(key: CampaignKey): Promise<TrackedCampaign>;
  /**
   * One look at a campaign that need not be watched, when the budget has room for it: ahead of what may be asked, but
   * behind what is promised a look by now, of which it takes every third place. Throws RefreshError when the upstream
   * cannot be asked, or with `gone` once the signal says that nobody waits any more.
   */
  peek(key: CampaignKey, signal: AbortSignal): Promise<Observation>;
}

/** Asks with one account's key and within its budget. */
export interface AccountPoller extends Poller {
  readonly upstream: UpstreamState;
  /** Polling may be possible again: checks at once. */
  wake(): void;
}

export interface PollerOptions {
  readonly clock: Clock;
  readonly look: LookAtCampaign;
  readonly health: UpstreamHealth;
  readonly upstreamClock: UpstreamClock;
  readonly requestsPerSecond: number;
  /** Monotonic ms before which nothing is sent, so that a predecessor's last second is over. */
  readonly notBefore: number;
  /** The same where it may change at any moment: asked before each request. Infinity: nothing is sent. */
  readonly mayAskFrom?: () => number;
  /** Folds an observation and answers the campaign as it stands then; null: it is not watched any more. */
  readonly onObservation: (key: CampaignKey, observation: Observation) => TrackedCampaign | null;
  readonly onAccessChange: ApplicationAccessOptions["onAccessChange"];
  readonly onError: (error: unknown) => void;
  /** 0..1, for jitter. */
  readonly random: () => number;
}

/** Answers may take three seconds each at the full rate of 20 before the loop waits for some to come in. */
const inFlightSeconds = 3;
/** After a fault of our own in the loop, it goes on this much later, ms. */
const afterErrorMs = 1000;
/** However far ahead the next request is, the loop checks again after this, ms. */
const longestSleepMs = 1000;
/** While promised observations are due, so many of them go between two previews, or two refreshes. */
const sendsBetween = { peeks: 2, refreshes: 3 } as const;
/** While users refresh in quick succession, what was answered so short a time ago is fresh enough, ms. */
const freshForMs = 2000;
/** In an outage a user's refresh is a probe, no more often than this, ms. */
const refreshProbeEveryMs = 1000;

export function createPoller(options: PollerOptions): AccountPoller {
  const { clock, health, upstreamClock } = options;
  const pacer = createPacer(options);
  const plan = createPollPlan(1000 / pacer.spacingMs);
  const refreshes = createRefreshQueue();
  const peeks = createPeekQueue();
  const subjects = new Map<string, PollSubject>();
  const access = createApplicationAccess({
    random: options.random,
    onAccessChange: options.onAccessChange,
    onDenied: (subject, failure) =>
      fold(subject, { kind: "failed", at: clock.now(), failure, cause: "application" }),
  });
  const inFlight = new Set<Promise<void>>();
  const focusBook = createFocusBook((id, difference) => {
    const subject = subjects.get(id);
    if (subject) subject.onScreens = Math.max(0, subject.onScreens + difference);
  });
  const mostInFlight = Math.max(4, Math.ceil(options.requestsPerSecond * inFlightSeconds));
  let running = false;
  let lastProbe = Number.NEGATIVE_INFINITY;
  let outageEndedAt = Number.NEGATIVE_INFINITY;
  let sendsSincePeek = 0;
  let sendsSinceRefresh: number = sendsBetween.refreshes;
  let refreshedAt = Number.NEGATIVE_INFINITY;

  /** At most one request a turn. */
  const turns = repeat({
    clock,
    run: () => Promise.resolve(running ? Math.min(longestSleepMs, Math.max(0, sendOne())) : null),
    retryAfterMs: [afterErrorMs],
    onError: options.onError,
  });

  function wake(): void {
    turns.wake(Math.min(longestSleepMs, pacer.delay(clock.monotonic())));
  }

  /** Sends the next request, if it is time and somebody is due. Answers how long to wait for the next turn, ms. */
  function sendOne(): number {
    const now = clock.monotonic();
    const wait = Math.max(pacer.delay(now), (options.mayAskFrom?.() ?? 0) - now);
    if (wait > 0) return wait;
    if (inFlight.size >= mostInFlight) return longestSleepMs;
    if (health.probeEveryMs === null) return sendPlanned(now);
    const probeWait = lastProbe + health.probeEveryMs - now;
    const refreshWait = lastProbe + Math.min(refreshProbeEveryMs, health.probeEveryMs) - now;
    const asked = refreshWait <= 0 ? takeRefresh() : null;
    if (asked) return sendRefresh(asked, now);
    if (probeWait > 0) return refreshes.isWaiting ? Math.max(0, Math.min(probeWait, refreshWait)) : probeWait;
    return sendPlanned(now);
  }

  function sendPlanned(now: number): number {
    focusBook.sweep(now);
    const probe = access.nextProbe(now);
    if (probe) return send(probe, "once", now);
    const choice = plan.choose(subjects.values(), timeAt(now), health.probeEveryMs !== null);
    const refreshFirst = !choice.overdue || sendsSinceRefresh >= sendsBetween.refreshes;
    const asked = refreshFirst ? takeRefresh() : null;
    if (asked) return sendRefresh(asked, now);
    const peekFirst = !choice.overdue || sendsSincePeek >= sendsBetween.peeks || health.probeEveryMs !== null;
    const peek = peekFirst ? peeks.next() : null;
    if (peek) return sendPeek(peek, now);
    if (choice.subject) return send(choice.subject, choice.queue, now);
    return Math.min(choice.nextDueAt, access.nextProbeAt) - now;
  }

  function timeAt(monotonic: number): PlanTime {
    return { monotonic, wall: clock.now() };
  }

  function takeRefresh(): PollSubject | null {
    for (let id = refreshes.next(); id !== null; id = refreshes.next()) {
      const subject = subjects.get(id);
      if (subject && !subject.inFlight) return subject;
      // In flight already: that answer is the fresh one. No longer watched: nobody is left to ask for.
      if (!subject) refreshes.fail(id, new RefreshError("gone"));
    }
    return null;
  }

  function send(subject: PollSubject, queue: PollQueue, now: number): number {
    const askedBefore = subject.askedAt;
    subject.inFlight = true;
    subject.askedAt = now;
    sendsSincePeek += 1;
    sendsSinceRefresh += 1;
    plan.sent(queue);
    return begin(now, () =>
      ask(subject, askedBefore, now).finally(() => {
        subject.inFlight = false;
      }),
    );
  }

  function sendRefresh(subject: PollSubject, now: number): number {
    const wait = send(subject, "screen", now);
    sendsSinceRefresh = 0;
    refreshedAt = now;
    return wait;
  }

  function sendPeek(peek: Peek, now: number): number {
    sendsSincePeek = 0;
    return begin(now, () => askPeek(peek, now));
  }

  /** Answers how long to wait for the next turn, ms. */
  function begin(now: number, exchange: () => Promise<void>): number {
    pacer.sent(now);
    lastProbe = now;
    const call = exchange()
      .catch(options.onError)
      .finally(() => {
        inFlight.delete(call);
        wake();
      });
    inFlight.add(call);
    return pacer.delay(now);
  }

  async function ask(subject: PollSubject, askedBefore: number | null, sentAt: number): Promise<void> {
    const { id } = subject;
    const look = await options.look(subject.outlook.campaign.key);
    if (look.fault === "aborted") return refreshes.fail(id, new RefreshError("stopped"));
    if (wasRefused(look)) {
      // Not this campaign's fault: it keeps its place.
      subject.askedAt = askedBefore;
      return refreshes.fail(id, new RefreshError("busy"));
    }
    const outageEnded = health.record(look.fault ?? "ok", look.message, clock.monotonic(), sentAt);
    access.settle(subject, look, clock.monotonic());
    settle(subject, look.observation(causeFor(subject)), sentAt);
    if (outageEnded) forgiveBackOffs();
  }

  function causeFor({ isDenied }: PollSubject): FailureCause {
    if (isDenied) return "application";
    return health.probeEveryMs === null ? "campaign" : "upstream";
  }

  async function askPeek(peek: Peek, sentAt: number): Promise<void> {
    const look = await options.look(peek.key);
    if (look.fault === "aborted") return peek.reject(new RefreshError("stopped"));
    if (wasRefused(look)) return peeks.putBack(peek);
    const outageEnded = health.record(look.fault ?? "ok", look.message, clock.monotonic(), sentAt);
    const observation = look.observation(health.probeEveryMs === null ? "campaign" : "upstream");
    peek.resolve(observation);
    if (outageEnded) forgiveBackOffs();
    // Nobody should wait for one probe after the other.
    if (health.probeEveryMs !== null && observation.kind === "failed")
      peeks.failAll(new RefreshError("failed", observation.failure));
  }

  /** Whether the upstream would not hear of it now, which says nothing of the campaign. */
  function wasRefused(look: Look): boolean {
    const triesAgain = look.fault === "clock" && upstreamClock.signatureExpired();
    if (look.fault !== "throttled" && !triesAgain) return false;
    if (look.fault === "throttled") pacer.throttled(clock.monotonic());
    health.record("throttled", look.message, clock.monotonic());
    return true;
  }

  /** Hands the observation on and decides when the campaign may be asked again. */
  function settle(subject: PollSubject, observation: Observation, sentAt: number): void {
    const folded = fold(subject, observation);
    if (folded === null) return refreshes.fail(subject.id, new RefreshError("gone"));
    // A request of the outage that fails after its end says nothing of the time since.
    const backOff = sentAt < outageEndedAt ? 0 : backOffAfter(observation, folded, options.random);
    subject.notBefore = clock.monotonic() + backOff;
    if (observation.kind === "answered") refreshes.succeed(subject.id, folded);
    else refreshes.fail(subject.id, new RefreshError(observation.kind, observation.failure));
  }

  /** null: it is not watched any more. */
  function fold(subject: PollSubject, observation: Observation): TrackedCampaign | null {
    const folded = options.onObservation(subject.outlook.campaign.key, observation);
    if (folded) subject.outlook = outlookOf(folded);
    return folded;
  }

  /** The upstream is back: whoever waited because of it may be asked in its ordinary turn. */
  function forgiveBackOffs(): void {
    outageEndedAt = clock.monotonic();
    for (const subject of subjects.values()) if (subject.outlook.phase !== "notFound") subject.notBefore = 0;
  }

  function watchOne(campaign: TrackedCampaign, time: PlanTime): void {
    const id = campaignPath(campaign.key);
    const known = subjects.get(id);
    if (known) {
      known.outlook = outlookOf(campaign);
      known.askedAt ??= askedAtOf(campaign, time);
      return;
    }
    const subject = createPollSubject(id, campaign, time);
    subjects.set(id, subject);
    access.add(subject);
  }

  return {
    start() {
      running = true;
      turns.start();
    },
    async stop() {
      running = false;
      const stopped = turns.stop();
      refreshes.failAll(new RefreshError("stopped"));
      peeks.failAll(new RefreshError("stopped"));
      await stopped;
      await Promise.allSettled(inFlight);
    },
    wake,
    watch(campaigns) {
      const time = timeAt(clock.monotonic());
      for (const campaign of campaigns) watchOne(campaign, time);
      wake();
    },
    unwatch(key) {
      const subject = subjects.get(campaignPath(key));
      if (!subject) return;
      subjects.delete(subject.id);
      access.remove(subject);
    },
    follow(campaign, agoMs) {
      const subject = subjects.get(campaignPath(campaign.key));
      if (!subject) return;
      subject.outlook = outlookOf(campaign);
      subject.askedAt = clock.monotonic() - agoMs;
    },
    focus(holder, keys) {
      const known = keys.map(campaignPath).filter((id) => subjects.has(id));
      focusBook.put(holder, known, clock.monotonic());
      wake();
    },
    refresh(key) {
      const id = campaignPath(key);
      const subject = subjects.get(id);
      if (!running || !subject) return Promise.reject(new RefreshError(running ? "gone" : "stopped"));
      const { campaign } = subject.outlook;
      const isRush = refreshes.isWaiting || clock.monotonic() - refreshedAt < freshForMs;
      const isFresh = campaign.failure === null && clock.now() - (campaign.observedAt ?? 0) < freshForMs;
      if (isRush && isFresh) return Promise.resolve(campaign);
      const answer = refreshes.ask(id);
      wake();
      return answer;
    },
    peek(key, signal) {
      if (!running) return Promise.reject(new RefreshError("stopped"));
      const answer = peeks.ask(key, signal);
      wake();
      return answer;
    },
    get upstream() {
      const now = clock.monotonic();
      const rate = pacer.rate(now);
      const slowed = rate < options.requestsPerSecond;
      const status = access.isNothingGranted ? "credentialsRejected" : health.status(now);
      return {
        status: status === "ok" && slowed ? "throttled" : status,
        budgetPerSecond: Math.round(rate * 10) / 10,
        usedPerSecond: pacer.sentPerSecond(now),
        clockSkewMs: upstreamClock.skewMs,
        message: health.message(now) ?? access.message,
        staleAfterMs: plan.staleAfterMs,
      };
    },
  };
}
