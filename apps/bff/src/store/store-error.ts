/** The message says why the database cannot be used, and what to do. Nothing was written. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** Of sqlite.org/rescode.html. */
const sqliteResults: Partial<Record<number, "busy" | "damaged" | "notADatabase">> = {
  5: "busy",
  11: "damaged",
  26: "notADatabase",
};

export function sqliteResult(error: unknown) {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  // The low byte is the primary code.
  return typeof errcode === "number" ? sqliteResults[errcode & 0xff] : undefined;
}

/** The one in DATA_DIR, one to restore, or one just copied. */
export type FileRole = "database" | "backup" | "copy";

const badCopy = "It is not kept; see to the disk, and try again.";

const advice: Record<FileRole, Record<"strange" | "damaged" | "newer" | "unusable", string>> = {
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

export function fileRefusal(
  path: string,
  role: FileRole,
  fault: keyof (typeof advice)[FileRole],
  how: string,
  cause?: unknown,
): StoreError {
  const what = fault === "strange" ? "file" : role;
  return new StoreError(`The ${what} ${path} ${how}. ${advice[role][fault]}`, { cause });
}

/** refused: nothing was changed · lost: the change may have been made or not. null: no fault of the database. */
export function storageFaultOf(error: unknown): "refused" | "lost" | null {
  if (error instanceof AggregateError) return storageFaultOf(error.errors[0]);
  if (!(error instanceof Error)) return null;
  const { code, severity, syscall } = error as { code?: unknown; severity?: unknown; syscall?: unknown };
  if (code === "ERR_SQLITE_ERROR") return "refused";
  // Classes 08 (connection) and 57P (the server stops, crashed or starts) end the connection.
  if (typeof code === "string" && typeof severity === "string")
    return /^(08|57P)/.test(code) ? "lost" : "refused";
  const isOfConnection = typeof syscall === "string" && typeof code === "string" && socketFault.test(code);
  return isOfConnection || lostMessage.test(error.message) ? "lost" : null;
}

const socketFault =
  /^(EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPIPE|ETIMEDOUT)$/;

/** Of node-postgres, which has no codes for them. */
const lostMessage =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;
