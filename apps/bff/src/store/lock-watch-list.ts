import { type Kysely, PostgresAdapter, sql } from "kysely";
import type { Schema } from "./schema.ts";

/**
 * Within a transaction: until its end nobody else changes the watch list, so that what was read of it stays true.
 * Readers are not held up. SQLite knows one writer at a time anyway.
 */
export async function lockWatchList(transaction: Kysely<Schema>): Promise<void> {
  if (transaction.getExecutor().adapter instanceof PostgresAdapter)
    await sql`lock table watch_list in share row exclusive mode`.execute(transaction);
}
