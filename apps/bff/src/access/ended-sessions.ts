import type { Logger } from "pino";
import { type Clock, repeat } from "../clock.ts";
import type { EndedSessionStore } from "../store/ended-session-store.ts";
import type { EndedSession } from "../store/schema.ts";

export type EndedSessions = ReturnType<typeof createEndedSessions>;

const storeTimeoutMs = 3000;
const retryAfterMs = 1000;
const tidyEveryMs = 3_600_000;
/** Kept after the session's end, since the backends' clocks differ. */
const keepAfterEndMs = 3_600_000;

export function createEndedSessions(store: EndedSessionStore, clock: Clock, logger: Pick<Logger, "warn">) {
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
    onError: logFailure,
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
    const before = clock.now() - keepAfterEndMs;
    for (const [id, until] of ended) if (until < before) ended.delete(id);
    await store.deleteOld(before);
  }

  function logFailure(error: unknown): void {
    if (!failing) logger.warn({ err: error }, "ended sessions cannot be stored; trying again");
    failing = true;
  }

  async function load(): Promise<void> {
    for (const { id, until } of await store.all()) ended.set(id, until);
  }

  return {
    has: (id: string) => ended.has(id),
    /** Ends it here at once. Resolves to whether it is stored; if not yet, writing is retried. */
    end(session: EndedSession): Promise<boolean> {
      ended.set(session.id, session.until);
      unwritten.set(session.id, session);
      const { promise: timedOut, resolve } = Promise.withResolvers<false>();
      const timer = clock.setTimeout(() => resolve(false), storeTimeoutMs);
      const stored = write(session).then(
        () => true,
        (error: unknown) => {
          logFailure(error);
          writing.wake(retryAfterMs);
          return false;
        },
      );
      return Promise.race([stored, timedOut]).finally(() => clock.clearTimeout(timer));
    },
    markEnded({ id, until }: EndedSession): void {
      ended.set(id, until);
    },
    load,
    async start(): Promise<void> {
      await load();
      writing.start(tidyEveryMs);
    },
    async stop(): Promise<void> {
      await writing.stop();
      await writeAll().catch(logFailure);
    },
  };
}
