import { CccApiError, type CccClient, CccError } from "@cruiseboard/ccc-client";
import type { Logger } from "pino";
import { type AgentsByAccount, sameAccount } from "../campaigns/agent-status.ts";
import { type Clock, repeat } from "../clock.ts";
import { classifyError } from "./observe-campaign.ts";
import { createPacer } from "./pacer.ts";
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

interface AgentPollingOptions extends Omit<AgentObservation, "onCalled"> {
  readonly client: Pick<CccClient, "describeStaffStatusMetrics">;
  readonly upstreamClock: UpstreamClock;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly signal: AbortSignal;
  readonly maySendFrom: () => number;
  readonly onCalled: (code: string | null) => void;
}

/** Of its own limit at the upstream, which is twenty. */
const requestsPerSecond = 2;
const intervalMs = { running: 5000, otherwise: 60_000, denied: 600_000, longestBackOff: 60_000 } as const;
/** New applications and campaigns that begin to run are seen this soon. */
const checkEveryMs = 1000;

interface Application {
  /** Monotonic ms; null: never. */
  sentAt: number | null;
  failures: number;
  isDenied: boolean;
  inFlight: boolean;
}

/** Observes the agents of the watched applications, apart from the campaigns: with a pace and failures of its own. */
export function createAgentPolling(options: AgentPollingOptions) {
  const { client, upstreamClock, clock, logger, signal } = options;
  const pacer = createPacer(requestsPerSecond);
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
    const wait = Math.max(pacer.delay(now), options.maySendFrom() - now);
    if (wait > 0) return Math.min(wait, checkEveryMs);
    const watched = options.applications();
    for (const sdkAppId of applications.keys()) if (!watched.has(sdkAppId)) applications.delete(sdkAppId);
    const due = [...watched]
      .map(([sdkAppId, runs]) => ({ sdkAppId, at: dueAt(applicationOf(sdkAppId), runs) }))
      .filter(({ at }) => at <= now)
      .toSorted((one, other) => one.at - other.at)[0];
    if (due === undefined) return checkEveryMs;
    pacer.sent(now);
    const call = observe(due.sdkAppId, applicationOf(due.sdkAppId), now);
    inFlight.add(call);
    void call.finally(() => inFlight.delete(call));
    return pacer.delay(now);
  }

  function applicationOf(sdkAppId: number): Application {
    const known = applications.get(sdkAppId);
    if (known) return known;
    const application = { sentAt: null, failures: 0, isDenied: false, inFlight: false };
    applications.set(sdkAppId, application);
    return application;
  }

  async function observe(sdkAppId: number, application: Application, now: number): Promise<void> {
    application.sentAt = now;
    application.inFlight = true;
    try {
      const { facts, serverDate } = await client.describeStaffStatusMetrics(
        { sdkAppId },
        { signal, clockOffsetMs: upstreamClock.signingOffsetMs },
      );
      upstreamClock.observed(serverDate, true);
      options.onCalled(null);
      application.failures = 0;
      if (application.isDenied) logger.info({ sdkAppId }, "the key may see the agents' statuses again");
      application.isDenied = false;
      const byAccount = new Map(facts.agents.map((agent) => [sameAccount(agent.account), agent]));
      options.onAgents(sdkAppId, byAccount, clock.now());
    } catch (error) {
      fail(sdkAppId, application, error);
    } finally {
      application.inFlight = false;
    }
  }

  function fail(sdkAppId: number, application: Application, error: unknown): void {
    const fault = classifyError(error);
    if (fault === "aborted") return;
    application.failures += 1;
    if (!(error instanceof CccError)) return logger.error({ err: error }, "fault while observing agents");
    upstreamClock.observed(error.serverDate, error instanceof CccApiError);
    options.onCalled(error.code);
    if (fault === "throttled") pacer.throttled(clock.monotonic());
    if (fault !== "permission" || application.isDenied) return;
    application.isDenied = true;
    logger.warn(
      { sdkAppId, code: error.code },
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
