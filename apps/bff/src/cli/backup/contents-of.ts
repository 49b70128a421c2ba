import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** What is in a database file, so that whoever backs up or restores sees that it is the right one. */
export interface BackupContents {
  readonly path: string;
  readonly bytes: number;
  readonly watchedCampaigns: number;
  /** Of the latest sample, epoch ms; null: no history. */
  readonly latestSampleAt: number | null;
}

/** Of a database of any version of ours. */
export function contentsOf(path: string): BackupContents {
  const reader = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = new Set(
      reader
        .prepare("SELECT name FROM sqlite_master")
        .all()
        .map(({ name }) => name),
    );
    const numberOf = (table: string, sql: string) => {
      const value = tables.has(table) ? reader.prepare(sql).get()?.["value"] : null;
      return typeof value === "number" ? value : null;
    };
    return {
      path,
      bytes: statSync(path).size,
      watchedCampaigns: numberOf("watch_list", "SELECT count(*) AS value FROM watch_list") ?? 0,
      latestSampleAt: numberOf("samples", "SELECT max(at) AS value FROM samples"),
    };
  } finally {
    reader.close();
  }
}
