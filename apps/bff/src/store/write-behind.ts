import type { Logger } from "pino";
import { type Clock, repeat } from "../clock.ts";

export interface WriteBehindOptions {
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  /** For the log. */
  readonly what: string;
  readonly hasWork: () => boolean;
  /** Writes everything. If it rejects, it keeps what was not written. */
  readonly write: () => Promise<void>;
}

const writeAfterMs = 2000;
const retryAfterMs = [1000, 2000, 5000];

/** Writes what gathers in memory a little later, all at once; less often while the store fails. */
export function createWriteBehind(options: WriteBehindOptions) {
  const { clock, logger, what, hasWork } = options;
  let failing = false;

  async function write(): Promise<void> {
    await options.write();
    if (failing) logger.info(`${what} is written again`);
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
    /** There may be something to write. */
    wake(): void {
      if (!failing && hasWork()) writing.wake(writeAfterMs);
    },
    /** Tries once more, and leaves no timer. Never throws. */
    async close(): Promise<void> {
      await writing.stop();
      await write().catch(onError);
    },
  };
}
