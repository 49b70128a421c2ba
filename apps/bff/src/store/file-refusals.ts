import { StoreError } from "./store-error.ts";

/** What a database file is to whoever looks at it: the one in DATA_DIR, one to restore, or one just copied. */
export type FileRole = "database" | "backup" | "copy";

/** Why a file is not used, each with what to do about it. */
export interface FileRefusals {
  /** None of ours; `what` says what it is. */
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
