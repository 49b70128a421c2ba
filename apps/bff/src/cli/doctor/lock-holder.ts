import { readFileSync, statSync } from "node:fs";

/**
 * Which process holds a lock on the file; null: it cannot be told, as anywhere but on Linux, or when it runs in
 * another container. One line of /proc/locks: `1: POSIX ADVISORY WRITE 4711 fe:00:1234 1073741824 1073742335`,
 * with the process's id, and the file's device and inode.
 */
export function lockHolder(path: string, locks = readLocks()): number | null {
  const inode = statSync(path).ino;
  for (const line of locks.split("\n")) {
    const [, , , , pid, file] = line.trim().split(/\s+/);
    if (Number(file?.split(":")[2]) === inode && Number(pid) > 0) return Number(pid);
  }
  return null;
}

function readLocks(): string {
  try {
    return readFileSync("/proc/locks", "utf8");
  } catch {
    return "";
  }
}
