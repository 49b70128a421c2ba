import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../test/kit/temporary-folder.ts";
import { lockHolder } from "./check-database.ts";

it("finds the process that locks the file, and none where none is listed", () => {
  const path = join(temporaryFolder(), "cruiseboard.lock");
  writeFileSync(path, "");
  const { ino } = statSync(path);
  const locks = [
    "1: POSIX  ADVISORY  WRITE 4711 fe:00:1 1073741824 1073742335",
    `2: POSIX  ADVISORY  WRITE 4712 fe:00:${ino} 1073741824 1073742335`,
    `3: FLOCK  ADVISORY  WRITE 4713 fe:00:${ino} 0 EOF`,
  ].join("\n");
  expect(lockHolder(path, locks)).toBe(4712);
  expect(lockHolder(path, "")).toBeNull();
  expect(lockHolder(path, `1: OFDLCK ADVISORY WRITE -1 fe:00:${ino} 0 EOF\n`)).toBeNull();
});
