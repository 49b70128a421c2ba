import { closeSync, fsyncSync, openSync } from "node:fs";

/** Waits until the file, or the names in the folder, stand on the disk: what comes after may count on it. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
