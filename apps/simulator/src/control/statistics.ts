import { monitorEventLoopDelay } from "node:perf_hooks";
import { createSlidingSecond } from "../gateway/sliding-second.ts";

export interface Statistics {
  requests: number;
  /** Requests that got a campaign. */
  answered: number;
  /** Requests that got an error, by its code. */
  refused: Record<string, number>;
  /** Requests that a fault other than latency struck, by its kind. */
  faulted: Record<string, number>;
  /** The most requests in any sliding second, refused ones included. */
  highestPerSecond: number;
  openConnections: number;
  mostConnections: number;
  /** The longest pause of the simulator's own event loop, in milliseconds: requests look bunched after it. */
  longestPauseMs: number;
}

function increment(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** What the gateway has seen since the start or the last reset. Requests to /control are not counted. */
export function createStatistics() {
  let counts = { requests: 0, answered: 0, highestPerSecond: 0, mostConnections: 0 };
  let refused = new Map<string, number>();
  let faulted = new Map<string, number>();
  let openConnections = 0;
  const recent = createSlidingSecond();
  const pauses = monitorEventLoopDelay({ resolution: 10 });
  pauses.enable();
  return {
    /** `now` is a steady clock's milliseconds. */
    arrived: (now: number) => {
      recent.note(now);
      counts.requests += 1;
      counts.highestPerSecond = Math.max(counts.highestPerSecond, recent.count(now));
    },
    answered: () => {
      counts.answered += 1;
    },
    refused: (code: string) => increment(refused, code),
    struck: (kind: string) => increment(faulted, kind),
    connected: () => {
      openConnections += 1;
      counts.mostConnections = Math.max(counts.mostConnections, openConnections);
    },
    disconnected: () => {
      openConnections -= 1;
    },
    read: (): Statistics => ({
      ...counts,
      refused: Object.fromEntries(refused),
      faulted: Object.fromEntries(faulted),
      openConnections,
      longestPauseMs: Math.round(pauses.max / 1e6),
    }),
    reset: () => {
      counts = { requests: 0, answered: 0, highestPerSecond: 0, mostConnections: openConnections };
      refused = new Map();
      faulted = new Map();
      pauses.reset();
    },
    close: () => void pauses.disable(),
  };
}
