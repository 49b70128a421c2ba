import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** A session that ended before its absolute end. */
export interface EndedSession {
  readonly id: string;
  /** The absolute end, epoch ms. */
  readonly until: number;
}

export type EndedSessionStore = ReturnType<typeof createEndedSessionStore>;

/** @param notify called within the transaction that adds a session. */
export function createEndedSessionStore(
  db: Kysely<Schema>,
  notify: (transaction: Kysely<Schema>, session: EndedSession) => Promise<void> = () => Promise.resolve(),
) {
  return {
    /** Durable once it resolves; may be repeated. */
    add: ({ id, until }: EndedSession): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("ended_sessions")
          .values({ id, until })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await notify(transaction, { id, until });
      }),
    all: (): Promise<EndedSession[]> => db.selectFrom("ended_sessions").select(["id", "until"]).execute(),
    /** Those whose absolute end was before `before`. */
    async deleteOld(before: number): Promise<void> {
      await db.deleteFrom("ended_sessions").where("until", "<", before).execute();
    },
  };
}
