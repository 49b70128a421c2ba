import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { lockDataFolder, makeFolder } from "./data-folder.ts";
import { StoreError } from "./store-error.ts";

const file = "cruiseboard.lock";

function lock(folder: string, name = file): () => void {
  const release = lockDataFolder(folder, name, 0);
  onTestFinished(release);
  return release;
}

it("is held by one at a time and can be taken again after its release", () => {
  const folder = temporaryFolder();
  const release = lockDataFolder(folder, file, 0);
  expect(() => lock(folder)).toThrow(StoreError);
  expect(() => lock(folder)).toThrow(
    `Another Cruiseboard is using the folder ${folder}. Stop it, or set another DATA_DIR.`,
  );
  release();
  expect(() => lockDataFolder(folder, file, 0)()).not.toThrow();
});

it("keeps different names apart: a demo and a real board may share a folder", () => {
  const folder = temporaryFolder();
  const release = lockDataFolder(folder, file, 0);
  expect(() => lockDataFolder(folder, "demo.lock", 0)()).not.toThrow();
  release();
});

it("makes the folder", () => {
  const folder = join(temporaryFolder(), "new", "er");
  lockDataFolder(folder, file, 0)();
  expect(() => lockDataFolder(folder, file, 0)()).not.toThrow();
});

it("tells a folder that cannot be used from one that is in use, whatever its name", () => {
  const path = join(temporaryFolder(), "locked-and-busy");
  writeFileSync(path, "a file");
  expect(() => lock(path)).toThrow(/^The folder .*locked-and-busy cannot be used/);
});

it("makes a folder and those above it, and leaves one that is there", () => {
  const folder = join(temporaryFolder(), "one", "two", "three");
  makeFolder(folder);
  writeFileSync(join(folder, "kept"), "");
  makeFolder(folder);
  expect(statSync(join(folder, "kept")).isFile()).toBe(true);
});

it("refuses a file, and a folder below a file", () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "");
  expect(() => makeFolder(path)).toThrow("EEXIST");
  expect(() => makeFolder(join(path, "below"))).toThrow("ENOTDIR");
});

it.runIf(existsSync("/proc/self"))("gives up where nothing can be made", () => {
  expect(() => makeFolder("/proc/cruiseboard/data")).toThrow("nothing can be made in /proc");
});
