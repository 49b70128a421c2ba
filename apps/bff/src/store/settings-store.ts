import type { Kysely } from "kysely";
import type { z } from "zod";
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
      if (!row) return null;
      const parsed = schema.safeParse(parseJson(row.value));
      return parsed.success ? parsed.data : null;
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
