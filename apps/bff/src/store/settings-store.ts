import type { Kysely } from "kysely";
import type { z } from "zod";
import { readJson } from "./read-json.ts";
import type { Schema } from "./schema.ts";

/** What is set in the page for the whole installation. */
export interface SettingsStore {
  /** null: it was never set, or is not what this version understands. */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | null>;
  /** Durable once it resolves. */
  save(name: string, value: unknown): Promise<void>;
}

export function createSettingsStore(db: Kysely<Schema>): SettingsStore {
  return {
    async read(name, schema) {
      const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
      return row ? readJson(schema, row.value) : null;
    },
    async save(name, setting) {
      const value = JSON.stringify(setting);
      await db
        .insertInto("settings")
        .values({ name, value })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
        .execute();
    },
  };
}
