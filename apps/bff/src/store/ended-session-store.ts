import type { Kysely } from "kysely";
import type { EndedSession, Schema } from "./schema.ts";

export type EndedSessionStore = ReturnType<typeof createEndedSessionStore>;

export function createEndedSessionStore(
  db: Kysely<Schema>,
  notify: (transaction: Kysely<Schema>, session: EndedSession) => Promise<void> = () => Promise.resolve(),
) {
  return {
    add: ({ id, until }: EndedSession): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("endedSessions")
          .values({ id, until })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await notify(transaction, { id, until });
      }),
    all: (): Promise<EndedSession[]> => db.selectFrom("endedSessions").select(["id", "until"]).execute(),
    async deleteOld(before: number): Promise<void> {
      await db.deleteFrom("endedSessions").where("until", "<", before).execute();
    },
  };
}
