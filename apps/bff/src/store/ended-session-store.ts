import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** A session that ended ahead of its time. */
export interface EndedSession {
  readonly id: string;
  /** The session's absolute end, epoch ms: from then on nobody needs to remember it. */
  readonly until: number;
}

export interface EndedSessionStore {
  /** Durable once it resolves; may be repeated. */
  add(session: EndedSession): Promise<void>;
  all(): Promise<EndedSession[]>;
  /** Forgets those whose absolute end was before `before`, epoch ms. */
  deleteOld(before: number): Promise<void>;
}

/** @param tell called within the transaction that adds a session. */
export function createEndedSessionStore(
  db: Kysely<Schema>,
  tell: (transaction: Kysely<Schema>, session: EndedSession) => Promise<void> = () => Promise.resolve(),
): EndedSessionStore {
  return {
    add: ({ id, until }) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("ended_sessions")
          .values({ id, until })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await tell(transaction, { id, until });
      }),
    all: () => db.selectFrom("ended_sessions").select(["id", "until"]).execute(),
    async deleteOld(before) {
      await db.deleteFrom("ended_sessions").where("until", "<", before).execute();
    },
  };
}
