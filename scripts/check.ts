import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finish, measured, runStaticChecks, runVitest, startsSomething } from "./run-checks.ts";

/** Static checks, and unit tests of what changed; within a minute. */
const reports = mkdtempSync(join(tmpdir(), "cruiseboard-check-"));
const slow = globSync("{apps,packages,scripts}/**/*.test.{ts,tsx}", { exclude: ["**/node_modules"] }).filter(
  (file) => startsSomething(file, readFileSync(file, "utf8")),
);
const args = [`--changed=${mergeBase()}`, ...slow.map((file) => `--exclude=${file}`)];
const results = [
  ...(await runStaticChecks()),
  await measured("unit tests of what changed", () => runVitest(join(reports, "unit.json"), args)),
];
rmSync(reports, { recursive: true, force: true });
finish(results);

/** Where this branch left main; HEAD if there is no main. */
function mergeBase(): string {
  for (const main of ["origin/main", "main"]) {
    const { status, stdout } = spawnSync("git", ["merge-base", "HEAD", main], { encoding: "utf8" });
    if (status === 0) return stdout.trim();
  }
  return "HEAD";
}
