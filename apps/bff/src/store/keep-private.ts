import { chmodSync } from "node:fs";
import { join } from "node:path";

/**
 * A database that an earlier version left readable for others is for this user alone from now on: another one could
 * even hold its lock. New files are private by the process's umask. What belongs to another user is left as it is.
 */
export function keepPrivate(folder: string, file: string): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    try {
      chmodSync(join(folder, file + suffix), 0o600);
    } catch (error) {
      if (!["ENOENT", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}
