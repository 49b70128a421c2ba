import type { UpstreamStatus } from "@cruiseboard/contract";
import type { FaultClass } from "../campaigns/observation.ts";

/** Faults of a kind in a row after which they are the upstream's and not a campaign's. */
const streaks = { credentials: 3, transport: 5, failing: 20 } as const;
/** With few campaigns two faults are enough, if nothing was answered for this long. */
const silencesMs = { credentials: 3000, transport: 3000, failing: 10_000 } as const;
const streaksAtFirst = { credentials: 1, transport: 2, failing: 20 } as const;
const probeEveryMs = { credentials: 15_000, transport: 3000, failing: 1000 } as const;
/** Failures among the latest outcomes that make it degraded, and that make it well again. */
const recentOutcomes = 20;
const degradedFrom = 5;
const wellAgainAt = 1;
const outcomeCountsForMs = 30_000;

type Outage = "credentials" | "transport" | "failing";

const outages: Partial<Record<FaultClass, Outage>> = {
  credentials: "credentials",
  clock: "credentials",
  transport: "transport",
  upstream: "failing",
  defect: "failing",
};

export type UpstreamHealth = ReturnType<typeof createUpstreamHealth>;

export function createUpstreamHealth() {
  const recent: { readonly failed: boolean; readonly at: number }[] = [];
  let everAnswered = false;
  let outage: Outage | null = null;
  let degraded = false;
  let message: string | null = null;
  let streak: { fault: FaultClass; length: number; since: number } | null = null;

  function recordOk(now: number): boolean {
    const ended = outage !== null;
    everAnswered = true;
    outage = null;
    streak = null;
    // Failures of the outage say nothing of the time after it.
    if (ended) recent.length = 0;
    remember(false, now);
    if (!isDegraded(now)) message = null;
    return ended;
  }

  function remember(failed: boolean, now: number): void {
    recent.push({ failed, at: now });
    if (recent.length > recentOutcomes) recent.shift();
    degraded = isDegraded(now);
  }

  function isDegraded(now: number): boolean {
    const failed = recent.filter((outcome) => outcome.failed && now - outcome.at < outcomeCountsForMs).length;
    return degraded ? failed > wellAgainAt : failed >= degradedFrom;
  }

  function recordFault(fault: FaultClass, words: string | null, now: number, sentAt: number): void {
    if (streak?.fault !== fault) streak = { fault, length: 0, since: sentAt };
    streak.length += 1;
    const needed = everAnswered ? streaks : streaksAtFirst;
    const kind = outages[fault];
    if (kind === undefined) return;
    const silent = streak.length >= 2 && now - streak.since >= silencesMs[kind];
    if (streak.length >= needed[kind] || silent) outage = kind;
    if (kind !== "credentials") remember(true, now);
    if (outage !== null || degraded) message = words;
  }

  return {
    /** The outcome of a call that was sent at `sentAt` and settled at `now` (monotonic ms); true: it ended an outage. */
    record(outcome: FaultClass | "ok", words: string | null, now: number, sentAt = now): boolean {
      // An upstream that is well and knows the key answers "not found" and "not allowed", too.
      if (outcome === "ok" || outcome === "notFound" || outcome === "permission") return recordOk(now);
      if (outcome === "throttled" && outage === "transport") outage = null;
      recordFault(outcome, words, now, sentAt);
      return false;
    },
    status(now: number): UpstreamStatus {
      if (outage === "credentials") return "credentialsRejected";
      if (outage === "transport") return "unreachable";
      return outage === "failing" || isDegraded(now) ? "degraded" : "ok";
    },
    message: (now: number): string | null => (outage !== null || isDegraded(now) ? message : null),
    get probeEveryMs(): number | null {
      return outage && probeEveryMs[outage];
    },
  };
}
