import type { UpstreamStatus } from "@cruiseboard/contract";
import type { FaultClass } from "./observe-campaign.ts";

/** The upstream as a whole, told apart from single campaigns' troubles. */
export interface UpstreamHealth {
  /**
   * Takes the outcome of one call that was sent at `sentAt` and settled at `now` (both monotonic ms); true if that
   * ended an outage.
   */
  record(outcome: FaultClass | "ok", message: string | null, now: number, sentAt?: number): boolean;
  status(now: number): UpstreamStatus;
  /** The upstream's or the network's last words about it; null while all is well. */
  message(now: number): string | null;
  /** While something board-wide is wrong: ms between probes; null: ask at full pace. */
  readonly probeEveryMs: number | null;
}

/** Faults of a kind in a row, nothing answered in between, after which they are the upstream's and not a campaign's. */
const streaks = { credentials: 3, transport: 5, failing: 20 } as const;
/**
 * With few campaigns a row grows slowly; two faults tell as much if nothing was answered for this long, ms. A call
 * that hung until its deadline counts from when it was sent.
 */
const silences = { credentials: 3000, transport: 3000, failing: 10_000 } as const;
/** Before the first answer ever, there is no reason to believe in a passing fault. */
const streaksAtFirst = { credentials: 1, transport: 2, failing: 20 } as const;
const probes = { credentials: 15_000, transport: 3000, failing: 1000 } as const;
/** Of the latest outcomes, how many failures make it degraded, and how few make it well again. */
const recentOutcomes = 20;
const degradedFrom = 5;
const wellAgainAt = 1;
/** A failure longer ago than this, ms, says nothing of now, however few calls there were since. */
const outcomeCountsForMs = 30_000;

type Outage = "credentials" | "transport" | "failing";

export function createUpstreamHealth(): UpstreamHealth {
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
    // What failed during an outage says nothing of the time after it.
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
    const kind = outageKind(fault);
    if (kind === null) return;
    const silent = streak.length >= 2 && now - streak.since >= silences[kind];
    if (streak.length >= needed[kind] || silent) outage = kind;
    if (kind !== "credentials") remember(true, now);
    if (outage !== null || degraded) message = words;
  }

  return {
    record(outcome, words, now, sentAt = now) {
      // "No such campaign" and "not allowed" are the answers of an upstream that is well and knows the key.
      if (outcome === "ok" || outcome === "notFound" || outcome === "permission") return recordOk(now);
      if (outcome === "throttled" && outage === "transport") outage = null;
      recordFault(outcome, words, now, sentAt);
      return false;
    },
    status(now) {
      if (outage === "credentials") return "credentialsRejected";
      if (outage === "transport") return "unreachable";
      return outage === "failing" || isDegraded(now) ? "degraded" : "ok";
    },
    message: (now) => (outage !== null || isDegraded(now) ? message : null),
    get probeEveryMs() {
      return outage && probes[outage];
    },
  };
}

/** Which board-wide trouble a fault can grow into; null: it is never the upstream's as a whole. */
function outageKind(fault: FaultClass): Outage | null {
  switch (fault) {
    case "credentials":
    case "clock":
      return "credentials";
    case "transport":
      return "transport";
    case "upstream":
    case "defect":
      return "failing";
    case "aborted":
    case "throttled":
    case "notFound":
    case "permission":
      return null;
  }
}
