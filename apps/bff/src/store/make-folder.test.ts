import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { makeFolder } from "./make-folder.ts";

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
