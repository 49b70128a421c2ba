import type { z } from "zod";

/** null: not JSON, or not what the schema accepts (another version may have written it). */
export function readJson<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
