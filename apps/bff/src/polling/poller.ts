import { type CampaignKey, campaignPath, type Upstream } from "@cruiseboard/contract";
import type { Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock, Timer } from "../clock.ts";
import { backOffDelay, backOffFor } from "./back-off.ts";
import { createFocusBook } from "./focus-book.ts";
import type { LookAtCampaign } from "./look-at-campaign.ts";
import { createPacer } from "./pacer.ts";
import { choosePoll } from "./poll-plan.ts";
import { createPollSubject, type PollSubject } from "./poll-subject.ts";
import { createRefreshQueue, RefreshError } from "./refresh-queue.ts";
import { createSendLog } from "./send-log.ts";
import type { UpstreamClock } from "./upstream-clock.ts";
import type { UpstreamHealth } from "./upstream-health.ts";

export interface Poller {
  start(): void;
  /** Ends the loop; resolves when nothing is in flight any more. */
  stop(): Promise<void>;
  watch(campaigns: Iterable<TrackedCampaign>): void;
  unwatch(key: CampaignKey): void;
  /** What an open page (`holder`) shows now; unknown campaigns are passed over. */
  focus(holder: string, keys: readonly CampaignKey[]): void;
  /** Asks the upstream at once, ahead of everybody. Throws RefreshError when there is no fresh answer. */
  refresh(key: CampaignKey): Promise<TrackedCampaign>;
  readonly upstream: Upstream;
}

export interface PollerOptions {
  readonly clock: Clock;
  readonly look: LookAtCampaign;
  readonly health: UpstreamHealth;
  readonly upstreamClock: UpstreamClock;
  readonly requestsPerSecond: number;
  /** Monotonic ms before which nothing is sent, so that a predecessor's last second is over. */
  readonly notBefore: number;
  /** Folds an observation and answers the campaign as it stands then; null: it is not watched any more. */
  readonly onObservation: (key: CampaignKey, observation: Observation) => TrackedCampaign | null;
  readonly onError: (error: unknown) => void;
  /** 0..1, for jitter. */
  readonly random: () => number;
}

/** Answers may take three seconds each at the full rate of 20 before the loop waits for some to come in. */
const inFlightSeconds = 3;
/** After a fault of our own in the loop, it goes on this much later, ms. */
const afterErrorMs = 1000;
/** A timer may not be set further ahead than this, ms; the loop just looks again then. */
const longestSleepMs = 60_000;

export function createPoller(options: PollerOptions): Poller {
  const { clock, health, upstreamClock } = options;
  const pacer = createPacer(options);
  const sendLog = createSendLog();
  const refreshes = createRefreshQueue();
  const subjects = new Map<string, PollSubject>();
  const inFlight = new Set<Promise<void>>();
  const focusBook = createFocusBook((id, difference) => {
    const subject = subjects.get(id);
    if (subject) subject.onScreens = Math.max(0, subject.onScreens + difference);
  });
  const mostInFlight = Math.max(4, Math.ceil(options.requestsPerSecond * inFlightSeconds));
  let timer: Timer | null = null;
  let running = false;
  let lastProbe = Number.NEGATIVE_INFINITY;

  function wake(): void {
    schedule(pacer.delay(clock.monotonic()));
  }

  function schedule(delay: number): void {
    if (timer !== null) clock.clearTimeout(timer);
    timer = running ? clock.setTimeout(turn, Math.min(longestSleepMs, Math.max(0, delay))) : null;
  }

  /** One turn of the loop: at most one request, then a timer for the next turn. Never throws. */
  function turn(): void {
    timer = null;
    try {
      schedule(sendOne());
    } catch (error) {
      options.onError(error);
      schedule(afterErrorMs);
    }
  }

  /** Sends the next request, if it is time and somebody is due. Answers how long to wait for the next turn, ms. */
  function sendOne(): number {
    const now = clock.monotonic();
    const wait = pacer.delay(now);
    if (wait > 0) return wait;
    if (inFlight.size >= mostInFlight) return longestSleepMs;
    const asked = takeRefresh();
    if (asked) return send(asked, true, now);
    const probeWait = lastProbe + (health.probeEveryMs ?? 0) - now;
    if (probeWait > 0) return probeWait;
    return sendPlanned(now);
  }

  function sendPlanned(now: number): number {
    focusBook.sweep(now);
    const choice = choosePoll(
      subjects.values(),
      { monotonic: now, wall: clock.now() },
      sendLog.urgentShare(),
      health.probeEveryMs !== null,
    );
    if (choice.subject) return send(choice.subject, choice.urgent, now);
    return choice.nextDueAt - now;
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

  function send(subject: PollSubject, urgent: boolean, now: number): number {
    pacer.sent(now);
    sendLog.sent(now, urgent);
    lastProbe = now;
    const askedBefore = subject.askedAt;
    subject.inFlight = true;
    subject.askedAt = now;
    const call = ask(subject, askedBefore, now)
      .catch(options.onError)
      .finally(() => {
        subject.inFlight = false;
        inFlight.delete(call);
        wake();
      });
    inFlight.add(call);
    return pacer.delay(now);
  }

  async function ask(subject: PollSubject, askedBefore: number | null, sentAt: number): Promise<void> {
    const { id, campaign } = subject;
    const look = await options.look(campaign.key);
    if (look.fault === "aborted") return refreshes.fail(id, new RefreshError("stopped"));
    const triesAgain = look.fault === "clock" && upstreamClock.signatureExpired();
    if (look.fault === "throttled" || triesAgain) {
      // Not this campaign's fault: it keeps its place.
      subject.askedAt = askedBefore;
      if (look.fault === "throttled") pacer.throttled(clock.monotonic());
      health.record("throttled", look.message, clock.monotonic());
      return refreshes.fail(id, new RefreshError("busy"));
    }
    const outageEnded = health.record(look.fault ?? "ok", look.message, clock.monotonic(), sentAt);
    settle(subject, look.observation(health.probeEveryMs === null));
    if (outageEnded) forgiveBackOffs();
  }

  /** Hands the observation on and decides when the campaign may be asked again. */
  function settle(subject: PollSubject, observation: Observation): void {
    const folded = options.onObservation(subject.campaign.key, observation);
    if (folded === null) return refreshes.fail(subject.id, new RefreshError("gone"));
    subject.campaign = folded;
    subject.notBefore = notBeforeOf(observation, folded);
    if (observation.kind === "answered") refreshes.succeed(subject.id, folded);
    else refreshes.fail(subject.id, new RefreshError(observation.kind, observation.failure));
  }

  /** Monotonic ms; 0: nothing keeps it from its ordinary turn. */
  function notBeforeOf(observation: Observation, campaign: TrackedCampaign): number {
    if (observation.kind === "answered" || campaign.failures === 0) return 0;
    const backOff = backOffFor(campaign, observation.at);
    return clock.monotonic() + backOffDelay(backOff, campaign.failures, options.random());
  }

  /** The upstream is back: whoever waited because of it may be asked in its ordinary turn. */
  function forgiveBackOffs(): void {
    for (const subject of subjects.values())
      if (subject.campaign.notFoundSince === null) subject.notBefore = 0;
  }

  return {
    start() {
      running = true;
      wake();
    },
    async stop() {
      running = false;
      if (timer !== null) clock.clearTimeout(timer);
      timer = null;
      refreshes.failAll(new RefreshError("stopped"));
      await Promise.allSettled(inFlight);
    },
    watch(campaigns) {
      for (const campaign of campaigns) {
        const id = campaignPath(campaign.key);
        const known = subjects.get(id);
        if (known) known.campaign = campaign;
        else subjects.set(id, createPollSubject(id, campaign, clock.monotonic()));
      }
      if (running) wake();
    },
    unwatch(key) {
      subjects.delete(campaignPath(key));
    },
    focus(holder, keys) {
      const known = keys.map(campaignPath).filter((id) => subjects.has(id));
      focusBook.put(holder, known, clock.monotonic());
      if (running) wake();
    },
    refresh(key) {
      const id = campaignPath(key);
      if (!running || !subjects.has(id))
        return Promise.reject(new RefreshError(running ? "gone" : "stopped"));
      const answer = refreshes.ask(id);
      wake();
      return answer;
    },
    get upstream() {
      const now = clock.monotonic();
      const rate = pacer.rate(now);
      const slowed = rate < options.requestsPerSecond;
      const status = health.status(now);
      return {
        status: status === "ok" && slowed ? "throttled" : status,
        budgetPerSecond: Math.round(rate * 10) / 10,
        usedPerSecond: sendLog.perSecond(now),
        clockSkewMs: upstreamClock.skewMs,
        message: health.message(now),
      };
    },
  };
}
