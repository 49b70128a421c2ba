import type { Logger } from "pino";
import { type Clock, repeat } from "../clock.ts";
import type { EndedSession, EndedSessionStore } from "../store/ended-session-store.ts";

/** The sessions that are over ahead of their time, on whichever backend they ended. Asked before each request. */
export interface EndedSessions {
  has(id: string): boolean;
  /** Over at once here. Resolves whether the database has it; if not yet, writing is tried until it has. */
  end(session: EndedSession): Promise<boolean>;
  /** Another backend ended it. */
  heard(session: EndedSession): void;
  /** Reads what ended anywhere. Rejects if the database does not answer. */
  load(): Promise<void>;
  /** Loads, then writes and deletes from time to time. */
  start(): Promise<void>;
  /** Tries once more to write what waits, and leaves no timer. */
  stop(): Promise<void>;
}

export interface EndedSessionsOptions {
  readonly store: EndedSessionStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
}

/** Whoever signs out waits no longer for the database. */
const storedWithinMs = 3000;
const retryAfterMs = 1000;
const tidyEveryMs = 3_600_000;
/** Kept beyond the session's end, since clocks of several backends differ. */
const keptOnMs = 3_600_000;

export function createEndedSessions({ store, clock, logger }: EndedSessionsOptions): EndedSessions {
  /** Absolute ends by id. Holds those of `SESSION_MAX_HOURS` at most. */
  const ended = new Map<string, number>();
  const unwritten = new Map<string, EndedSession>();
  let failing = false;
  const writing = repeat({
    clock,
    async run() {
      await writeAll();
      await deleteOld();
      return tidyEveryMs;
    },
    retryAfterMs: [retryAfterMs],
    onError: tellFailure,
  });

  async function write(session: EndedSession): Promise<void> {
    await store.add(session);
    unwritten.delete(session.id);
    failing = false;
  }

  async function writeAll(): Promise<void> {
    for (const session of unwritten.values()) await write(session);
  }

  async function deleteOld(): Promise<void> {
    const before = clock.now() - keptOnMs;
    for (const [id, until] of ended) if (until < before) ended.delete(id);
    await store.deleteOld(before);
  }

  function tellFailure(error: unknown): void {
    if (!failing) logger.warn({ err: error }, "ended sessions cannot be stored; trying again");
    failing = true;
  }

  async function load(): Promise<void> {
    for (const { id, until } of await store.all()) ended.set(id, until);
  }

  return {
    has: (id) => ended.has(id),
    end(session) {
      ended.set(session.id, session.until);
      unwritten.set(session.id, session);
      const { promise: stored, resolve } = Promise.withResolvers<boolean>();
      const timer = clock.setTimeout(() => resolve(false), storedWithinMs);
      write(session)
        .then(
          () => resolve(true),
          (error: unknown) => {
            tellFailure(error);
            writing.wake(retryAfterMs);
            resolve(false);
          },
        )
        .finally(() => clock.clearTimeout(timer));
      return stored;
    },
    heard({ id, until }) {
      ended.set(id, until);
    },
    load,
    async start() {
      await load();
      writing.start(tidyEveryMs);
    },
    async stop() {
      await writing.stop();
      await writeAll().catch(tellFailure);
    },
  };
}
