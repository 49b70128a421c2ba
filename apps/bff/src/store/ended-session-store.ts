import { type Kysely, sql } from "kysely";
import type { EndedSession, Schema } from "./schema.ts";

export type EndedSessionStore = ReturnType<typeof createEndedSessionStore>;

export function createEndedSessionStore(
  db: Kysely<Schema>,
  notify: (transaction: Kysely<Schema>, session: EndedSession) => Promise<void> = () => Promise.resolve(),
) {
  return {
    add: ({ id, until }: EndedSession): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await sql`insert into ended_sessions (id, until) values (${id}, ${until})
          on conflict do nothing`.execute(transaction);
        await notify(transaction, { id, until });
      }),
    all: (): Promise<EndedSession[]> => db.selectFrom("endedSessions").select(["id", "until"]).execute(),
    async deleteOld(before: number): Promise<void> {
      await db.deleteFrom("endedSessions").where("until", "<", before).execute();
    },
  };
}
