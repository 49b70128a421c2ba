import { type AgentFacts, CccApiError, type CccClient, CccError } from "@cruiseboard/ccc-client";
import type { Logger } from "pino";
import { type AgentsByAccount, sameAccount } from "../campaigns/agent-status.ts";
import { type Clock, repeat } from "../clock.ts";
import { failedOutcome, type ObserveOutcome } from "./observe-campaign.ts";
import { createSenders } from "./senders.ts";
import type { UpstreamClock } from "./upstream-clock.ts";

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

interface AgentPollingOptions extends Omit<AgentObservation, "onCalled"> {
  /** One for each key. */
  readonly clients: readonly [StaffClient, ...StaffClient[]];
  readonly upstreamClock: UpstreamClock;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly signal: AbortSignal;
  readonly maySendFrom: () => number;
  readonly onCalled: (code: string | null) => void;
}

/** Of all keys; of its own limit at the upstream, which is twenty for each. */
const requestsPerSecond = 2;
const intervalMs = { running: 5000, otherwise: 60_000, denied: 600_000, longestBackOff: 60_000 } as const;
/** New applications and campaigns that begin to run are seen this soon. */
const checkEveryMs = 1000;

interface AgentOutcome extends Pick<ObserveOutcome, "fault" | "failure" | "message"> {
  readonly agents: readonly AgentFacts[];
}

interface Application {
  /** Monotonic ms; null: never. */
  sentAt: number | null;
  failures: number;
  isDenied: boolean;
  inFlight: boolean;
}

/** Observes the agents of the watched applications, apart from the campaigns: with a pace and failures of its own. */
export function createAgentPolling(options: AgentPollingOptions) {
  const { clients, upstreamClock, clock, logger, signal } = options;
  const [firstKey, ...otherKeys] = clients;
  const senders = createSenders({
    clock,
    observe: [observeBy(firstKey), ...otherKeys.map(observeBy)],
    requestsPerSecond: requestsPerSecond / clients.length,
    deniedForMs: intervalMs.denied,
  });
  const applications = new Map<number, Application>();
  const inFlight = new Set<Promise<void>>();
  let running = false;

  const turns = repeat({
    clock,
    run: () => Promise.resolve(running ? sendOne() : null),
    retryAfterMs: [checkEveryMs],
    onError: (error) => logger.error({ err: error }, "fault while observing agents"),
  });

  function sendOne(): number {
    const now = clock.monotonic();
    const wait = Math.max(senders.delay(now), options.maySendFrom() - now);
    if (wait > 0) return Math.min(wait, checkEveryMs);
    const watched = options.applications();
    for (const sdkAppId of applications.keys()) if (!watched.has(sdkAppId)) applications.delete(sdkAppId);
    const due = [...watched]
      .map(([sdkAppId, runs]) => ({ sdkAppId, at: dueAt(applicationOf(sdkAppId), runs) }))
      .filter(({ sdkAppId, at }) => at <= now && senders.delay(now, sdkAppId) === 0)
      .toSorted((one, other) => one.at - other.at)[0];
    if (due === undefined) return checkEveryMs;
    const call = observe(due.sdkAppId, applicationOf(due.sdkAppId), now)
      .catch((error) => logger.error({ err: error }, "fault while observing agents"))
      .finally(() => inFlight.delete(call));
    inFlight.add(call);
    return senders.delay(now);
  }

  function applicationOf(sdkAppId: number): Application {
    const known = applications.get(sdkAppId);
    if (known) return known;
    const application = { sentAt: null, failures: 0, isDenied: false, inFlight: false };
    applications.set(sdkAppId, application);
    return application;
  }

  function observeBy(client: StaffClient) {
    return async (target: { readonly sdkAppId: number }): Promise<AgentOutcome> => {
      try {
        const clockOffsetMs = upstreamClock.signingOffsetMs;
        const { facts, serverDate } = await client.describeStaffStatusMetrics(target, {
          signal,
          clockOffsetMs,
        });
        upstreamClock.observed(serverDate, true);
        return { fault: null, failure: null, message: null, agents: facts.agents };
      } catch (error) {
        if (error instanceof CccError) upstreamClock.observed(error.serverDate, error instanceof CccApiError);
        else logger.error({ err: error }, "fault while observing agents");
        return { ...failedOutcome(error, clock.now()), agents: [] };
      }
    };
  }

  async function observe(sdkAppId: number, application: Application, now: number): Promise<void> {
    const previouslySentAt = application.sentAt;
    application.sentAt = now;
    application.inFlight = true;
    const outcome = await senders.send({ sdkAppId }, now);
    application.inFlight = false;
    if (outcome.fault === "aborted") return;
    options.onCalled(outcome.failure?.code ?? null);
    if (outcome.anotherKey) application.sentAt = previouslySentAt;
    else if (outcome.failure) fail(sdkAppId, application, outcome);
    else {
      if (application.isDenied) logger.info({ sdkAppId }, "the key may see the agents' statuses again");
      Object.assign(application, { failures: 0, isDenied: false });
      const byAccount = new Map(outcome.agents.map((agent) => [sameAccount(agent.account), agent]));
      options.onAgents(sdkAppId, byAccount, clock.now());
    }
  }

  function fail(sdkAppId: number, application: Application, { fault, failure }: AgentOutcome): void {
    application.failures += 1;
    if (fault !== "permission" || application.isDenied) return;
    application.isDenied = true;
    logger.warn(
      { sdkAppId, code: failure?.code },
      "the key may not see the agents' statuses (ccc:DescribeStaffStatusMetrics); trying again every ten minutes",
    );
    options.onDenied(sdkAppId);
  }

  return {
    start(): void {
      running = true;
      turns.start();
    },
    async stop(): Promise<void> {
      running = false;
      await turns.stop();
      await Promise.allSettled(inFlight);
    },
  };
}

/** Monotonic ms; Infinity: a request is under way. */
function dueAt({ sentAt, failures, isDenied, inFlight }: Application, runs: boolean): number {
  if (inFlight) return Number.POSITIVE_INFINITY;
  if (sentAt === null) return Number.NEGATIVE_INFINITY;
  if (isDenied) return sentAt + intervalMs.denied;
  const usual = runs ? intervalMs.running : intervalMs.otherwise;
  const backOff = Math.min(intervalMs.longestBackOff, usual * 2 ** Math.max(0, failures - 1));
  return sentAt + Math.max(usual, backOff);
}
