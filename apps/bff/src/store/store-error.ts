/** The database cannot be used; the message says why and what to do, and nothing was written. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** SQLite's primary result codes that need words of their own (sqlite.org/rescode.html). */
const sqliteResults = { 5: "busy", 11: "damaged", 26: "notADatabase" } as const;

type SqliteResult = (typeof sqliteResults)[keyof typeof sqliteResults];

/** Which of those an error of `node:sqlite` carries; null: another, or not one of SQLite's. */
export function sqliteResult(error: unknown): SqliteResult | null {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  if (typeof errcode !== "number") return null;
  // The low byte is the primary code, the rest tells more.
  const primary = errcode & 0xff;
  return primary in sqliteResults ? sqliteResults[primary as keyof typeof sqliteResults] : null;
}
