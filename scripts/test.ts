import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureBrowser } from "./browser.ts";
import { buildPageIfNeeded } from "./build-page.ts";
import { type CheckResult, runCheck, runShown } from "./check.ts";

/** Everything that has to hold: format, lint, types, import rules, unused code, unit, integration and browser tests. */
const typedFolders = [
  "packages/contract",
  "packages/ccc-client",
  "packages/embed-sdk",
  "packages/testing",
  "apps/bff",
  "apps/simulator",
  "apps/web",
  "e2e",
  "scripts",
];
const results: CheckResult[] = [];
const reports = mkdtempSync(join(tmpdir(), "cruiseboard-test-"));
// The tools are the installed ones, and they run under this very Node.
process.env["PATH"] = [join("node_modules", ".bin"), process.env["PATH"]].join(delimiter);

results.push(await runCheck("format", bin("biome"), ["ci", "--colors=off", "."]));
results.push(await runCheck("lint", bin("oxlint"), ["--type-aware"]));
for (const folder of typedFolders)
  results.push(await runCheck(`types in ${folder}`, bin("tsc"), ["-p", folder]));
results.push(
  await runCheck("import rules", bin("depcruise"), [
    "--config",
    ".dependency-cruiser.cjs",
    "apps",
    "packages",
    "e2e",
  ]),
);
results.push(await runCheck("unused code", bin("knip"), []));
results.push(buildPage());
results.push(await runUnitTests());
results.push(await runBrowserTests());
rmSync(reports, { recursive: true, force: true });

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Once, ahead of the tests that start the product, which would each find it missing. */
function buildPage(): CheckResult {
  try {
    buildPageIfNeeded();
    console.log("✓ page build");
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(`✗ page build: ${(error as Error).message}`);
    return { passed: 0, failed: 1 };
  }
}

async function runUnitTests(): Promise<CheckResult> {
  const report = join(reports, "unit.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await runShown(bin("vitest"), args);
  return countedBy(report, code, (json) => ({
    passed: Number(json["numPassedTests"]),
    failed: Number(json["numFailedTests"]),
  }));
}

async function runBrowserTests(): Promise<CheckResult> {
  const report = join(reports, "browser.json");
  try {
    await ensureBrowser();
  } catch (error) {
    console.log(`✗ browser tests: ${(error as Error).message}`);
    return { passed: 0, failed: 1 };
  }
  const playwright = join("e2e", "node_modules", ".bin", "playwright");
  const code = await runShown(
    playwright,
    ["test", "--config", "e2e/playwright.config.ts", "--reporter=line,json"],
    {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  );
  return countedBy(report, code, (json) => {
    const stats = json["stats"] as { expected?: number; unexpected?: number; flaky?: number };
    return { passed: Number(stats.expected), failed: Number(stats.unexpected) + Number(stats.flaky) };
  });
}

/** What a runner reports; one that ended badly without a failed test to show for it counts as a failure. */
function countedBy(
  report: string,
  code: number,
  count: (json: Record<string, unknown>) => CheckResult,
): CheckResult {
  try {
    const counted = count(JSON.parse(readFileSync(report, "utf8")) as Record<string, unknown>);
    const unexplained = code !== 0 && counted.failed === 0 ? 1 : 0;
    return { passed: counted.passed, failed: counted.failed + unexplained };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function bin(name: string): string {
  return join("node_modules", ".bin", name);
}
