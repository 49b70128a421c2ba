import { spawnSync } from "node:child_process";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../kit/temporary-folder.ts";

/** A folder on a disk of its own, which can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves not a block of it. */
  fill(): Promise<void>;
  free(): Promise<void>;
}

/** Room for an hour of chaos, PostgreSQL's own 40 MB included. */
const size = "128m";

/** null: no disk can be had here, since only root may mount one and only where mounting is allowed. */
export function mountSmallDisk(): SmallDisk | null {
  const folder = temporaryFolder();
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=0700`, "cruiseboard", folder]);
  if (mount.status !== 0) {
    process.stderr.write("No disk gets full: only root may mount one, where the system allows it\n");
    return null;
  }
  onTestFinished(() => void spawnSync("umount", ["--lazy", folder]));
  const filler = join(folder, "filler");
  return { folder, fill: () => fillUp(filler), free: () => rm(filler) };
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
