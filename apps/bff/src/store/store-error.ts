/** The message says why the database cannot be used, and what to do. Nothing was written. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** Of sqlite.org/rescode.html. */
const sqliteResults = { 5: "busy", 11: "damaged", 26: "notADatabase" } as const;

type SqliteResult = (typeof sqliteResults)[keyof typeof sqliteResults];

/** null: another error. */
export function sqliteResult(error: unknown): SqliteResult | null {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  if (typeof errcode !== "number") return null;
  // The low byte is the primary code.
  const primary = errcode & 0xff;
  return primary in sqliteResults ? sqliteResults[primary as keyof typeof sqliteResults] : null;
}

/** The one in DATA_DIR, one to restore, or one just copied. */
export type FileRole = "database" | "backup" | "copy";

export interface FileRefusals {
  /** Not ours. */
  strange(what: string, cause?: unknown): StoreError;
  damaged(how: string, cause?: unknown): StoreError;
  /** `found`: what only a newer version writes. */
  newer(found: string): StoreError;
  unusable(cause: Error): StoreError;
}

const badCopy = "It is not kept; see to the disk, and try again.";

const advice: Record<FileRole, Record<keyof FileRefusals, string>> = {
  database: {
    strange: "Nothing was written; move it away, or set another DATA_DIR.",
    damaged:
      "It was left as it is. Keep it aside, with the files beside it, and put a copy from before in its place, or set another DATA_DIR.",
    newer: "Nothing was written; use that version, or another DATA_DIR.",
    unusable:
      "Nothing was written; check that DATA_DIR is a folder that this user may write to, with space left.",
  },
  backup: {
    strange: "Nothing was written; name a file that the backup command made.",
    damaged: "Nothing was written; name another backup.",
    newer: "Nothing was written; restore it with that version, or name an older backup.",
    unusable: "Nothing was written; check that it is a file that this user may read.",
  },
  copy: { strange: badCopy, damaged: badCopy, newer: badCopy, unusable: badCopy },
};

export function fileRefusals(path: string, role: FileRole): FileRefusals {
  const file = `The ${role} ${path}`;
  const todo = advice[role];
  return {
    strange: (what, cause) => new StoreError(`The file ${path} ${what}. ${todo.strange}`, { cause }),
    damaged: (how, cause) => new StoreError(`${file} is damaged: ${how}. ${todo.damaged}`, { cause }),
    newer: (found) =>
      new StoreError(`${file} has the schema of a newer Cruiseboard (${found}). ${todo.newer}`),
    unusable: (cause) =>
      new StoreError(`${file} cannot be used: ${cause.message}. ${todo.unusable}`, { cause }),
  };
}

/** refused: nothing was changed · lost: the change may have been made or not. null: no fault of the database. */
type StorageFault = "refused" | "lost";

export function storageFaultOf(error: unknown): StorageFault | null {
  if (error instanceof AggregateError) return storageFaultOf(error.errors[0]);
  if (!(error instanceof Error)) return null;
  const { code, severity, syscall } = error as { code?: unknown; severity?: unknown; syscall?: unknown };
  if (code === "ERR_SQLITE_ERROR") return "refused";
  // PostgreSQL's own errors.
  if (typeof code === "string" && typeof severity === "string") return sqlStateFault(code);
  const isOfConnection = typeof syscall === "string" && typeof code === "string" && socketFaults.has(code);
  return isOfConnection || lostMessage.test(error.message) ? "lost" : null;
}

const socketFaults = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Of node-postgres, which has no codes for them. */
const lostMessage =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** Classes 08 (connection) and 57P (the server stops, crashed or starts) end the connection. */
function sqlStateFault(code: string): StorageFault {
  return code.startsWith("08") || code.startsWith("57P") ? "lost" : "refused";
}
