import type { Kysely } from "kysely";
import { onTestFinished } from "vitest";
import type { Schema } from "../../src/store/schema.ts";
import type { OpenDatabase } from "./store-contract.ts";

/**
 * A store of a test's own, its database, and the same store after every connection was closed and opened again.
 * Closed when the test is over.
 */
export async function openReopenable<Store>(open: OpenDatabase, create: (db: Kysely<Schema>) => Store) {
  let db = await open();
  onTestFinished(() => db.destroy());
  return {
    db,
    store: create(db),
    reopened: async () => {
      await db.destroy();
      db = await open();
      return create(db);
    },
  };
}
