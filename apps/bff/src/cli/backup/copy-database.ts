import { closeSync, openSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { checkSqliteDatabase } from "../../store/sqlite-database.ts";
import { syncToDisk } from "./sync-to-disk.ts";

/** How long it waits for a lock of the backend's, ms. */
const lockTimeoutMs = 15_000;

/**
 * Copies a database of ours as it is at one instant, by one reading transaction: that neither stops a backend's
 * writing nor is begun again because of it. The copy is one file, readable by this user alone, checked from end to
 * end, and on the disk. What was at `target` is gone. Throws SQLite's or the file system's error, or StoreError.
 */
export function copyDatabase(source: string, target: string): void {
  rmSync(target, { force: true });
  // SQLite would make it readable by others.
  closeSync(openSync(target, "wx", 0o600));
  const reader = new DatabaseSync(source, { readOnly: true, timeout: lockTimeoutMs });
  try {
    reader.prepare("VACUUM INTO ?").run(target);
  } finally {
    reader.close();
  }
  checkSqliteDatabase(target, { role: "copy", whole: true });
  syncToDisk(target);
}
