import type { Clock } from "../clock.ts";

export interface HoldUntilReadyOptions {
  readonly clock: Pick<Clock, "monotonic">;
  /** Monotonic ms. */
  readonly mayAskFrom: () => number;
  /** Makes ready to send; called once, when something could be sent. */
  readonly prepare: () => Promise<void>;
}

/** Making ready takes some tens of ms, most of them without a break; then it is looked at again, ms. */
const lookAgainMs = 5;

/**
 * `mayAskFrom`, put off until requests leave at once: a first one that left late would crowd the second one's second.
 * If making ready fails, requests are let go, and say so themselves.
 */
export function holdUntilReady({ clock, mayAskFrom, prepare }: HoldUntilReadyOptions): () => number {
  let preparing: Promise<void> | null = null;
  let isReady = false;

  async function makeReady(): Promise<void> {
    await prepare().catch(() => undefined);
    isReady = true;
  }

  return () => {
    const from = mayAskFrom();
    if (isReady || from > clock.monotonic()) return from;
    preparing ??= makeReady();
    return clock.monotonic() + lookAgainMs;
  };
}
