import type { Logger } from "pino";
import type { Clock, Timer } from "../clock.ts";

/** Has what gathers in memory written a little later, all at once; ever more rarely while the store fails. */
export interface WriteBehind {
  /** There may be something to write. */
  wake(): void;
  /** Tries once more to write what is left, and leaves no timer. Never throws. */
  close(): Promise<void>;
}

export interface WriteBehindOptions {
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  /** What is written, as the log calls it. */
  readonly what: string;
  readonly hasWork: () => boolean;
  /** Writes all there is; when it rejects, what was not written has to be there still. */
  readonly write: () => Promise<void>;
}

/** What there is to write is written at the latest this much later, ms. */
const writeAfterMs = 2000;
/** Waits after failures in a row, ms; the last one from then on, so that all is kept soon after the store is well. */
const retryAfterMs = [1000, 2000, 5000];

export function createWriteBehind(options: WriteBehindOptions): WriteBehind {
  const { clock, logger, what } = options;
  let timer: Timer | null = null;
  let writing: Promise<void> | null = null;
  let failures = 0;
  let closed = false;

  function wake(): void {
    if (timer !== null || writing !== null || closed || !options.hasWork()) return;
    const retry = retryAfterMs[Math.min(failures, retryAfterMs.length) - 1];
    timer = clock.setTimeout(turn, retry ?? writeAfterMs);
  }

  function turn(): void {
    timer = null;
    writing = write().finally(() => {
      writing = null;
      wake();
    });
  }

  async function write(): Promise<void> {
    try {
      await options.write();
      if (failures > 0) logger.info(`${what} is kept again`);
      failures = 0;
    } catch (error) {
      if (failures === 0) logger.error({ err: error }, `${what} cannot be written; trying again`);
      failures += 1;
    }
  }

  return {
    wake,
    async close() {
      closed = true;
      if (timer !== null) clock.clearTimeout(timer);
      timer = null;
      await writing;
      await write();
    },
  };
}
