import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes the folder and those above it; one that is there is fine. Throws the file system's error.
 * Node's own recursive mkdir never returns where nothing can be made and the system says "no such file", as in /proc.
 */
export function makeFolder(folder: string): void {
  if (make(folder) === "no parent") {
    makeFolder(dirname(folder));
    if (make(folder) === "no parent") throw new Error(`nothing can be made in ${dirname(folder)}`);
  }
}

function make(folder: string): "made" | "no parent" {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(folder) !== folder) return "no parent";
    if (code !== "EEXIST" || !statSync(folder).isDirectory()) throw error;
  }
  return "made";
}
