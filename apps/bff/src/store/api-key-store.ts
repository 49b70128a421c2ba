import type { Kysely } from "kysely";
import type { Schema, StoredApiKey } from "./schema.ts";

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;

/** PostgreSQL notifies all backends of added and removed keys, by a trigger. */
export function createApiKeyStore(db: Kysely<Schema>) {
  return {
    /** In the order in which they were made. */
    all: (): Promise<StoredApiKey[]> =>
      db.selectFrom("apiKeys").selectAll().orderBy("createdAt").orderBy("id").execute(),
    async add(key: StoredApiKey): Promise<void> {
      await db.insertInto("apiKeys").values(key).execute();
    },
    /** False: it was not there. */
    async remove(id: string): Promise<boolean> {
      const { numDeletedRows } = await db.deleteFrom("apiKeys").where("id", "=", id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async used(id: string, lastUsedAt: number): Promise<void> {
      await db.updateTable("apiKeys").set({ lastUsedAt }).where("id", "=", id).execute();
    },
  };
}
