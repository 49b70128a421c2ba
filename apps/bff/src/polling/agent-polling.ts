import type { CccClient } from "@cruiseboard/ccc-client";
import type { Logger } from "pino";
import { type AgentsByAccount, agentsByAccount, usualAgentStaleAfterMs } from "../campaigns/agent-status.ts";
import { createObserve, type ObserveOptions, type Outcome } from "./observe-campaign.ts";
import { createSenders, createSendLoop } from "./senders.ts";

export interface AgentObservation {
  /** Watched applications, and whether any of their campaigns runs. */
  readonly applications: () => ReadonlyMap<number, boolean>;
  readonly onAgents: (sdkAppId: number, agents: AgentsByAccount, at: number) => void;
  /** The key may not see them: they are not known until it may. */
  readonly onDenied: (sdkAppId: number) => void;
  /** `code`: the upstream's or ours; null: answered. */
  readonly onCalled: (account: string, code: string | null) => void;
}

type StaffClient = Pick<CccClient, "describeStaffStatusMetrics">;

interface AgentPollingOptions extends Omit<AgentObservation, "onCalled">, Omit<ObserveOptions, "onDefect"> {
  /** One for each key. */
  readonly clients: readonly StaffClient[];
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly maySendFrom: () => number;
}

/** Of all keys; of its own limit at the upstream, which is twenty for each. */
const requestsPerSecond = 2;
const intervalMs = { running: 5000, otherwise: 60_000, denied: 600_000, longestBackOff: 60_000 } as const;
/** The told age changes seldom. */
const staleStepMs = 5000;
/** New applications and campaigns that begin to run are seen this soon. */
const checkEveryMs = 1000;

interface Application {
  /** Monotonic ms; null: never. */
  sentAt: number | null;
  failures: number;
  /** Monotonic ms; null: the latest request was answered. */
  failingSince: number | null;
  isDenied: boolean;
  inFlight: boolean;
}

/** Observes the agents of the watched applications, apart from the campaigns: with a pace and failures of its own. */
export function createAgentPolling(options: AgentPollingOptions) {
  const { clients, clock, logger } = options;
  const onError = (error: unknown) => logger.error({ err: error }, "fault while observing agents");
  const observeBy = (client: StaffClient) =>
    createObserve(client.describeStaffStatusMetrics, { ...options, onDefect: onError });
  const senders = createSenders({
    clock,
    observe: clients.map(observeBy),
    requestsPerSecond: requestsPerSecond / clients.length,
    deniedForMs: intervalMs.denied,
  });
  const applications = new Map<number, Application>();
  let staleAfterMs: number = usualAgentStaleAfterMs;
  let surveyedAt = 0;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  const { begin, start, stop } = createSendLoop(clock, sendOne, onError);

  function sendOne(): number {
    const now = clock.monotonic();
    const waiting = survey(now);
    const wait = Math.max(senders.delay(now), options.maySendFrom() - now);
    if (wait > 0) return Math.min(wait, checkEveryMs);
    const next = waiting.find((sdkAppId) => senders.delay(now, sdkAppId) === 0);
    if (next === undefined) return checkEveryMs;
    begin(observe(next, applicationOf(next), now));
    return senders.delay(now);
  }

  /** Applications that are due, the latest last. Their number decides when a status is stale. */
  function survey(now: number): readonly number[] {
    const watched = options.applications();
    for (const sdkAppId of applications.keys()) if (!watched.has(sdkAppId)) applications.delete(sdkAppId);
    const due = [...watched]
      .map(([sdkAppId, runs]) => ({ sdkAppId, at: dueAt(applicationOf(sdkAppId), runs) }))
      .filter(({ at }) => at <= now)
      .toSorted((one, other) => one.at - other.at);
    const roundMs = (due.length * senders.spacingMs * requestsPerSecond) / senders.rate(now);
    const lateMs = Math.max(0, roundMs - intervalMs.running);
    // Falls as slowly as statuses grow old, so that none becomes stale by the change alone.
    staleAfterMs = Math.max(usualAgentStaleAfterMs + 2 * lateMs, staleAfterMs - (now - surveyedAt));
    surveyedAt = now;
    return due.map(({ sdkAppId }) => sdkAppId);
  }

  /** Monotonic ms; Infinity: a request is under way. */
  function dueAt({ sentAt, failures, isDenied, inFlight }: Application, runs: boolean): number {
    if (inFlight) return Number.POSITIVE_INFINITY;
    if (sentAt === null) return Number.NEGATIVE_INFINITY;
    if (isDenied) return sentAt + intervalMs.denied;
    const usual = runs ? intervalMs.running : intervalMs.otherwise;
    if (failures === 0) return sentAt + usual;
    const backOff = Math.max(usual, Math.min(intervalMs.longestBackOff, usual * 2 ** (failures - 1)));
    // Spread over the time, so that one of them soon notices that the action works again.
    return Math.max(sentAt + backOff, failedAt + backOff / applications.size);
  }

  function applicationOf(sdkAppId: number): Application {
    const known = applications.get(sdkAppId);
    if (known) return known;
    const application = { sentAt: null, failures: 0, failingSince: null, isDenied: false, inFlight: false };
    applications.set(sdkAppId, application);
    return application;
  }

  async function observe(sdkAppId: number, application: Application, now: number): Promise<void> {
    const previouslySentAt = application.sentAt;
    application.sentAt = now;
    application.inFlight = true;
    const outcome = await senders.send({ sdkAppId }, now);
    application.inFlight = false;
    if (outcome.fault === "aborted") return;
    if (outcome.anotherKey) application.sentAt = previouslySentAt;
    else if (outcome.facts === null) fail(sdkAppId, application, outcome);
    else {
      if (application.isDenied) logger.info({ sdkAppId }, "the key may see the agents' statuses again");
      Object.assign(application, { failures: 0, failingSince: null, isDenied: false });
      endSharedBackOff();
      options.onAgents(sdkAppId, agentsByAccount(outcome.facts.agents), clock.now());
    }
  }

  /** Applications that began to fail after the account's latest answer failed with the account: they are asked at once. */
  function endSharedBackOff(): void {
    for (const other of applications.values())
      if (!other.isDenied && (other.failingSince ?? answeredAt) > answeredAt)
        Object.assign(other, { failures: 0, sentAt: null });
    answeredAt = clock.monotonic();
  }

  function fail(sdkAppId: number, application: Application, { fault, failure }: Outcome<unknown>): void {
    failedAt = clock.monotonic();
    application.failures += 1;
    application.failingSince ??= failedAt;
    if (fault !== "permission" || application.isDenied) return;
    application.isDenied = true;
    logger.warn(
      { sdkAppId, code: failure?.code },
      "the key may not see the agents' statuses (ccc:DescribeStaffStatusMetrics); trying again every ten minutes",
    );
    options.onDenied(sdkAppId);
  }

  return {
    start,
    stop,
    /** Of the campaigns that run. Leaves time for two observations, however many applications wait for their turn. */
    get staleAfterMs() {
      return Math.ceil(staleAfterMs / staleStepMs) * staleStepMs;
    },
  };
}
