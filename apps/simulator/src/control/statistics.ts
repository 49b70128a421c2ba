import { monitorEventLoopDelay } from "node:perf_hooks";
import { createSlidingSecond } from "../gateway/request-limit.ts";

const zeroCounts = () => ({
  requests: 0,
  answered: 0,
  refused: {} as Record<string, number>,
  /** Calls that a fault other than latency struck, by its kind. */
  faulted: {} as Record<string, number>,
  /** The most requests in any sliding second, refused ones included. */
  highestPerSecond: 0,
});

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Counts the gateway's requests since the start or the last reset, without those to /control. */
export function createStatistics() {
  let counts = zeroCounts();
  let openConnections = 0;
  let mostConnections = 0;
  const recent = createSlidingSecond();
  const pauses = monitorEventLoopDelay({ resolution: 10 });
  pauses.enable();
  return {
    arrived: (nowMs: number) => {
      recent.add(nowMs);
      counts.requests += 1;
      counts.highestPerSecond = Math.max(counts.highestPerSecond, recent.count(nowMs));
    },
    answered: () => {
      counts.answered += 1;
    },
    refused: (code: string) => increment(counts.refused, code),
    struck: (kind: string) => increment(counts.faulted, kind),
    connected: () => {
      openConnections += 1;
      mostConnections = Math.max(mostConnections, openConnections);
    },
    disconnected: () => {
      openConnections -= 1;
    },
    read: () => ({
      ...counts,
      openConnections,
      mostConnections,
      /** Of the simulator's own event loop: after it, requests arrive bunched. */
      longestPauseMs: Math.round(pauses.max / 1e6),
    }),
    reset: () => {
      counts = zeroCounts();
      mostConnections = openConnections;
      pauses.reset();
    },
    close: () => void pauses.disable(),
  };
}
