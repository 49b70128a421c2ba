import type { Logger } from "pino";
import { type Clock, repeat } from "../clock.ts";

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
  const { clock, logger, what, hasWork } = options;
  let failing = false;

  async function write(): Promise<void> {
    await options.write();
    if (failing) logger.info(`${what} is kept again`);
    failing = false;
  }

  function onError(error: unknown): void {
    if (!failing) logger.error({ err: error }, `${what} cannot be written; trying again`);
    failing = true;
  }

  const writing = repeat({
    clock,
    async run() {
      await write();
      return hasWork() ? writeAfterMs : null;
    },
    retryAfterMs,
    onError,
  });
  writing.start(null);

  return {
    wake() {
      if (!failing && hasWork()) writing.wake(writeAfterMs);
    },
    async close() {
      await writing.stop();
      await write().catch(onError);
    },
  };
}
