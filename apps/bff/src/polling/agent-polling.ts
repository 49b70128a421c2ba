import type { CccClient } from "@cruiseboard/ccc-client";
import type { Logger } from "pino";
import { type AgentsByAccount, agentsByAccount } from "../campaigns/agent-status.ts";
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
  const { begin, start, stop } = createSendLoop(clock, sendOne, onError);

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
    begin(observe(due.sdkAppId, applicationOf(due.sdkAppId), now));
    return senders.delay(now);
  }

  function applicationOf(sdkAppId: number): Application {
    const known = applications.get(sdkAppId);
    if (known) return known;
    const application = { sentAt: null, failures: 0, isDenied: false, inFlight: false };
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
      Object.assign(application, { failures: 0, isDenied: false });
      options.onAgents(sdkAppId, agentsByAccount(outcome.facts.agents), clock.now());
    }
  }

  function fail(sdkAppId: number, application: Application, { fault, failure }: Outcome<unknown>): void {
    application.failures += 1;
    if (fault !== "permission" || application.isDenied) return;
    application.isDenied = true;
    logger.warn(
      { sdkAppId, code: failure?.code },
      "the key may not see the agents' statuses (ccc:DescribeStaffStatusMetrics); trying again every ten minutes",
    );
    options.onDenied(sdkAppId);
  }

  return { start, stop };
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
