import type { Kysely } from "kysely";
import type { z } from "zod";
import { upsert } from "./campaign-columns.ts";
import { readJson } from "./read-json.ts";
import type { Schema } from "./schema.ts";

export type SettingsStore = ReturnType<typeof createSettingsStore>;

/** Settings of the whole installation that are made in the page. */
export function createSettingsStore(db: Kysely<Schema>) {
  return {
    /** null: not set, or not readable by this version. */
    async read<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
      const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
      return row ? readJson(schema, row.value) : null;
    },
    /** Durable once it resolves. */
    async save(name: string, setting: unknown): Promise<void> {
      await upsert(db, "settings", [{ name, value: JSON.stringify(setting) }], ["name"]).execute();
    },
  };
}
