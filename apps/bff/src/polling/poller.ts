import { type CampaignKey, campaignPath, type UpstreamState } from "@cruiseboard/contract";
import type { CampaignFacts, Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { type ApplicationAccessOptions, createApplicationAccess } from "./application-access.ts";
import { createFocusBook } from "./focus-book.ts";
import type { IdSearch } from "./id-search.ts";
import { type ObserveOutcome, observationOf } from "./observe-campaign.ts";
import { createPollPlan, type PollQueue } from "./poll-plan.ts";
import {
  backOffAfter,
  createPollSubject,
  outlookOf,
  type PlanTime,
  type PollSubject,
  sentAtOf,
} from "./poll-subject.ts";
import {
  createPreviewQueue,
  createRefreshQueue,
  type PreviewRequest,
  RefreshError,
} from "./request-queues.ts";
import { type createSenders, createSendLoop } from "./senders.ts";
import type { UpstreamClock } from "./upstream-clock.ts";
import type { UpstreamHealth } from "./upstream-health.ts";

export type AccountPoller = ReturnType<typeof createPoller>;
export type Poller = Omit<AccountPoller, "upstream">;

export interface PollerOptions {
  readonly clock: Clock;
  readonly senders: ReturnType<typeof createSenders<CampaignKey, CampaignFacts>>;
  readonly health: UpstreamHealth;
  readonly upstreamClock: UpstreamClock;
  /** Monotonic ms before which nothing is sent; Infinity: never. Checked before each request. */
  readonly maySendFrom: () => number;
  /** Folds an observation and answers the campaign after it; null: it is not watched any more. */
  readonly onObservation: (key: CampaignKey, observation: Observation) => TrackedCampaign | null;
  readonly onAccessChange: ApplicationAccessOptions["onAccessChange"];
  readonly onError: (error: unknown) => void;
  readonly random: () => number;
  /** Finds campaigns that are not watched, with spare budget; null: it is off. */
  readonly idSearch?: IdSearch | null;
}

/** Of requests that may be in flight: so many seconds of the full rate. */
const inFlightSeconds = 3;
/** However far ahead the next request is, it is checked again after this. */
const longestSleepMs = 1000;
/** While observations are overdue, so many of them go between two previews, or two refreshes. */
const sendsBetween = { previews: 2, refreshes: 3 } as const;
/** In an outage a refresh is a probe, at most this often. */
const refreshProbeEveryMs = 1000;

export function createPoller(options: PollerOptions) {
  const { clock, health, upstreamClock, senders, idSearch = null } = options;
  const plan = createPollPlan(1000 / senders.spacingMs);
  const refreshes = createRefreshQueue();
  const previews = createPreviewQueue();
  const subjects = new Map<string, PollSubject>();
  const access = createApplicationAccess({
    random: options.random,
    onAccessChange: options.onAccessChange,
    onDenied: (subject, failure) =>
      fold(subject, { kind: "failed", at: clock.now(), failure, cause: "application" }),
  });
  const focusBook = createFocusBook((id, difference) => {
    const subject = subjects.get(id);
    if (subject) subject.onScreens = Math.max(0, subject.onScreens + difference);
  });
  const mostInFlight = Math.max(4, Math.ceil(senders.mostPerSecond() * inFlightSeconds));
  let lastProbe = Number.NEGATIVE_INFINITY;
  let outageEndedAt = Number.NEGATIVE_INFINITY;
  let sendsSincePreview = 0;
  let sendsSinceRefresh: number = sendsBetween.refreshes;

  const loop = createSendLoop(clock, () => Math.min(longestSleepMs, sendOne()), options.onError);

  function wake(): void {
    loop.wake(Math.min(longestSleepMs, senders.delay(clock.monotonic())));
  }

  function sendOne(): number {
    const now = clock.monotonic();
    const wait = Math.max(senders.delay(now), options.maySendFrom() - now);
    if (wait > 0) return wait;
    if (loop.inFlight.size >= mostInFlight) return longestSleepMs;
    if (health.probeEveryMs === null) return sendPlanned(now);
    const probeWait = lastProbe + health.probeEveryMs - now;
    const refreshWait = lastProbe + Math.min(refreshProbeEveryMs, health.probeEveryMs) - now;
    const refreshed = refreshWait <= 0 ? takeRefresh() : null;
    if (refreshed) return sendRefresh(refreshed, now);
    if (probeWait > 0)
      return refreshes.isWaiting() ? Math.max(0, Math.min(probeWait, refreshWait)) : probeWait;
    return sendPlanned(now);
  }

  function sendPlanned(now: number): number {
    focusBook.sweep(now);
    const probe = access.nextProbe(now);
    if (probe) return send(probe, "once", now);
    const choice = plan.choose(subjects.values(), timeAt(now), health.probeEveryMs !== null);
    const refreshFirst = !choice.overdue || sendsSinceRefresh >= sendsBetween.refreshes;
    const refreshed = refreshFirst ? takeRefresh() : null;
    if (refreshed) return sendRefresh(refreshed, now);
    const previewFirst =
      !choice.overdue || sendsSincePreview >= sendsBetween.previews || health.probeEveryMs !== null;
    const previewed = previewFirst ? previews.next() : null;
    if (previewed) return sendPreview(previewed, now);
    const search = choice.isSpare && !isSlowed(now) ? idSearch : null;
    const searched = search?.next(now, choice.subject === null, maySeeAt(now));
    if (searched) return sendPreview(searched, now);
    if (choice.subject) return send(choice.subject, choice.queue, now);
    const searchAt = search?.nextAt() ?? Number.POSITIVE_INFINITY;
    return Math.min(choice.nextDueAt, access.nextProbeAt(), searchAt) - now;
  }

  const isSlowed = (now: number) => senders.rate(now) < senders.mostPerSecond();
  const maySeeAt = (now: number) => (sdkAppId: number) =>
    !access.isDenied(sdkAppId) && senders.delay(now, sdkAppId) <= 0;

  const timeAt = (monotonic: number): PlanTime => ({ monotonic, wall: clock.now() });

  function takeRefresh(): PollSubject | null {
    for (let id = refreshes.next(); id !== null; id = refreshes.next()) {
      const subject = subjects.get(id);
      if (subject && !subject.inFlight) return subject;
      // In flight already: that answer is the fresh one.
      if (!subject) refreshes.fail(id, new RefreshError("gone"));
    }
    return null;
  }

  /** Waits for a key that may see the application, if the one that may send now may not. */
  function send(subject: PollSubject, queue: PollQueue, now: number): number {
    const wait = senders.delay(now, subject.outlook.campaign.key.sdkAppId);
    if (wait > 0) return wait;
    const previouslySentAt = subject.sentAt;
    subject.inFlight = true;
    subject.sentAt = now;
    sendsSincePreview += 1;
    sendsSinceRefresh += 1;
    plan.sent(queue);
    return begin(now, () =>
      observe(subject, previouslySentAt, now).finally(() => {
        subject.inFlight = false;
      }),
    );
  }

  function sendRefresh(subject: PollSubject, now: number): number {
    const wait = send(subject, "screen", now);
    if (subject.inFlight) sendsSinceRefresh = 0;
    else refreshes.putBack(subject.id);
    return wait;
  }

  function sendPreview(request: PreviewRequest, now: number): number {
    sendsSincePreview = 0;
    return begin(now, () => preview(request, now));
  }

  function begin(now: number, exchange: () => Promise<void>): number {
    lastProbe = now;
    loop.begin(exchange().finally(wake));
    return senders.delay(now);
  }

  async function observe(subject: PollSubject, previouslySentAt: number | null, sentAt: number) {
    const { id } = subject;
    const outcome = await senders.send(subject.outlook.campaign.key, sentAt);
    if (outcome.anotherKey) {
      subject.sentAt = previouslySentAt;
      return refreshes.putBack(id);
    }
    if (outcome.fault === "aborted") return refreshes.fail(id, new RefreshError("stopped"));
    if (wasRefused(outcome)) {
      // Not this campaign's fault: it keeps its place.
      subject.sentAt = previouslySentAt;
      return refreshes.fail(id, new RefreshError("busy"));
    }
    const outageEnded = health.record(outcome.fault ?? "ok", outcome.message, clock.monotonic(), sentAt);
    access.settle(subject, outcome, clock.monotonic());
    settle(subject, observationOf(outcome, subject.isDenied ? "application" : failureCause()), sentAt);
    if (outageEnded) forgiveBackOffs();
  }

  const failureCause = () => (health.probeEveryMs === null ? "campaign" : "upstream");

  async function preview(request: PreviewRequest, sentAt: number): Promise<void> {
    const outcome = await senders.send(request.key, sentAt);
    if (outcome.fault === "aborted") return request.reject(new RefreshError("stopped"));
    if (outcome.anotherKey || wasRefused(outcome)) return previews.putBack(request);
    const outageEnded = health.record(outcome.fault ?? "ok", outcome.message, clock.monotonic(), sentAt);
    const observation = observationOf(outcome, failureCause());
    if (outageEnded) forgiveBackOffs();
    // The others would each wait for a probe.
    if (health.probeEveryMs !== null && observation.kind === "failed")
      previews.failAll(new RefreshError("failed", observation.failure));
    await request.resolve(observation);
  }

  /** Throttled or wrongly signed, which says nothing of the campaign. */
  function wasRefused(outcome: ObserveOutcome): boolean {
    const triesAgain = outcome.fault === "clock" && upstreamClock.signatureExpired();
    if (outcome.fault !== "throttled" && !triesAgain) return false;
    health.record("throttled", outcome.message, clock.monotonic());
    return true;
  }

  function settle(subject: PollSubject, observation: Observation, sentAt: number): void {
    const folded = fold(subject, observation);
    if (folded === null) return refreshes.fail(subject.id, new RefreshError("gone"));
    // A request of the outage that fails after its end says nothing of the time since.
    const backOff = sentAt < outageEndedAt ? 0 : backOffAfter(observation, folded, options.random);
    subject.notBefore = clock.monotonic() + backOff;
    if (observation.kind !== "failed") refreshes.succeed(subject.id, folded);
    else refreshes.fail(subject.id, new RefreshError(observation.kind, observation.failure));
  }

  function fold(subject: PollSubject, observation: Observation): TrackedCampaign | null {
    const folded = options.onObservation(subject.outlook.campaign.key, observation);
    if (folded) subject.outlook = outlookOf(folded);
    return folded;
  }

  function forgiveBackOffs(): void {
    outageEndedAt = clock.monotonic();
    for (const subject of subjects.values()) if (subject.outlook.phase !== "notFound") subject.notBefore = 0;
  }

  function watchOne(campaign: TrackedCampaign, time: PlanTime): void {
    const id = campaignPath(campaign.key);
    const known = subjects.get(id);
    if (known) {
      known.outlook = outlookOf(campaign);
      known.sentAt ??= sentAtOf(campaign, time);
      return;
    }
    const subject = createPollSubject(id, campaign, time);
    subjects.set(id, subject);
    access.add(subject);
  }

  return {
    start: loop.start,
    async stop(): Promise<void> {
      const stopped = loop.stop();
      for (const queue of [refreshes, previews]) queue.failAll(new RefreshError("stopped"));
      await stopped;
    },
    wake,
    watch(campaigns: Iterable<TrackedCampaign>): void {
      const time = timeAt(clock.monotonic());
      for (const campaign of campaigns) watchOne(campaign, time);
      wake();
    },
    unwatch(key: CampaignKey): void {
      const subject = subjects.get(campaignPath(key));
      if (subject) access.remove(subject);
      subjects.delete(campaignPath(key));
    },
    /** Another backend observed it so many ms ago, so its next observation is that much nearer. */
    follow(campaign: TrackedCampaign, agoMs: number): void {
      const subject = subjects.get(campaignPath(campaign.key));
      if (!subject) return;
      subject.outlook = outlookOf(campaign);
      subject.sentAt = clock.monotonic() - agoMs;
    },
    /** What an open page (`holder`) shows now; unknown campaigns are ignored. */
    focus(holder: string, keys: readonly CampaignKey[]): void {
      const known = keys.map(campaignPath).filter((id) => subjects.has(id));
      focusBook.put(holder, known, clock.monotonic());
      wake();
    },
    /** Observes it at once, ahead of all others. Rejects with RefreshError when there is no fresh answer. */
    refresh(key: CampaignKey): Promise<TrackedCampaign> {
      const id = campaignPath(key);
      const subject = subjects.get(id);
      if (!loop.isRunning()) return Promise.reject(new RefreshError("stopped"));
      if (!subject) return Promise.reject(new RefreshError("gone"));
      const answer = refreshes.add(id);
      wake();
      return answer;
    },
    /** Of a campaign that need not be watched, with spare budget, or every third request while watched ones are overdue. Rejects with RefreshError, `gone` once the signal is aborted. */
    preview(key: CampaignKey, signal: AbortSignal): Promise<Observation> {
      if (!loop.isRunning()) return Promise.reject(new RefreshError("stopped"));
      const answer = previews.add(key, signal);
      wake();
      return answer;
    },
    get upstream(): UpstreamState {
      const now = clock.monotonic();
      const status = access.isNothingGranted() ? "credentialsRejected" : health.status(now);
      return {
        status: status === "ok" && isSlowed(now) ? "throttled" : status,
        budgetPerSecond: Math.round(senders.rate(now) * 10) / 10,
        usedPerSecond: senders.sentPerSecond(now),
        clockSkewMs: upstreamClock.skewMs,
        message: health.message(now) ?? access.message() ?? senders.message,
        staleAfterMs: plan.staleAfterMs,
        ...(idSearch && { discovery: { ...idSearch.counts } }),
      };
    },
  };
}
