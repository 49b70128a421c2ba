import { spawnSync } from "node:child_process";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import { dataFiles } from "../store/data-files.ts";
import { temporaryFolder } from "../test-kit/temporary-folder.ts";

/** A data folder on a disk of its own, which can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves not a block of it. */
  fill(): Promise<void>;
  free(): Promise<void>;
}

/** Room for an hour of chaos. */
const size = "64m";

/** null: no disk can be had here, since only root may mount one and only where mounting is allowed. */
export function mountSmallDisk(): SmallDisk | null {
  const folder = temporaryFolder();
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=0700`, "cruiseboard", folder]);
  if (mount.status !== 0) return null;
  onTestFinished(() => void spawnSync("umount", ["--lazy", folder]));
  const filler = join(folder, "filler");
  return {
    folder,
    async fill() {
      shortenLog(join(folder, dataFiles("live").database));
      await fillUp(filler);
    },
    free: () => rm(filler),
  };
}

/** SQLite writes into what its log was long before; without that, the very next write needs room. */
function shortenLog(path: string): void {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

/** Not with `writeFileSync` and the like: whatever holds this process up, bunches the requests that pass through it. */
async function fillUp(path: string): Promise<void> {
  const file = await open(path, "w");
  // Ever smaller pieces, until not one block is left.
  for (const bytes of [1_048_576, 65_536, 4096]) while (await hasRoomFor(file, Buffer.alloc(bytes)));
  await file.close();
}

async function hasRoomFor(file: FileHandle, piece: Buffer): Promise<boolean> {
  try {
    return (await file.write(piece)).bytesWritten === piece.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}
