import type { CampaignKey } from "@cruiseboard/contract";
import type { Observation } from "../campaigns/observation.ts";
import { RefreshError } from "./refresh-queue.ts";

/** One look at a campaign that need not be watched. */
export interface Peek {
  readonly key: CampaignKey;
  readonly signal: AbortSignal;
  /** How often it was asked. */
  tries: number;
  resolve(observation: Observation): void;
  reject(error: RefreshError): void;
}

/** Looks that somebody waits for, first come first served; whoever gives up is passed over. */
export interface PeekQueue {
  ask(key: CampaignKey, signal: AbortSignal): Promise<Observation>;
  /** Takes the next one; null: nobody waits. */
  next(): Peek | null;
  /** Has it asked again, next; after some tries it is told that the upstream is busy. */
  putBack(peek: Peek): void;
  failAll(error: RefreshError): void;
}

/** More than this at once is somebody's mistake: the budget would take minutes for them. */
const mostWaiting = 2000;
/** Refusals for want of budget, after which somebody should hear of it. */
const mostTries = 5;

export function createPeekQueue(): PeekQueue {
  const waiting: Peek[] = [];

  return {
    ask: (key, signal) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) return reject(new RefreshError("busy"));
        waiting.push({ key, resolve, reject, signal, tries: 0 });
      }),
    next() {
      for (let peek = waiting.shift(); peek; peek = waiting.shift()) {
        peek.tries += 1;
        if (!peek.signal.aborted) return peek;
        peek.reject(new RefreshError("gone"));
      }
      return null;
    },
    putBack(peek) {
      if (peek.tries < mostTries) waiting.unshift(peek);
      else peek.reject(new RefreshError("busy"));
    },
    failAll(error) {
      for (const { reject } of waiting.splice(0)) reject(error);
    },
  };
}
