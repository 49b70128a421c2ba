import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureBrowser } from "./browser.ts";
import { buildPageIfNeeded } from "./build-page.ts";
import { type CheckResult, failedAlone, passedAlone, runCheck, runShown } from "./check.ts";
import { browserTestResult, unitTestResult } from "./test-reports.ts";

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
const failures = results.flatMap((result) => result.failures);
for (const failure of failures) console.log(`✗ ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);

/** Once, ahead of the tests that start the product, which would each find it missing. */
function buildPage(): CheckResult {
  try {
    buildPageIfNeeded();
    console.log("✓ page build");
    return passedAlone();
  } catch (error) {
    console.log(`✗ page build: ${(error as Error).message}`);
    return failedAlone("page build");
  }
}

async function runUnitTests(): Promise<CheckResult> {
  const report = join(reports, "unit.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await runShown(bin("vitest"), args);
  return counted("unit tests", report, code, unitTestResult);
}

async function runBrowserTests(): Promise<CheckResult> {
  const report = join(reports, "browser.json");
  try {
    await ensureBrowser();
  } catch (error) {
    console.log(`✗ browser tests: ${(error as Error).message}`);
    return failedAlone("browser tests: no browser");
  }
  const playwright = join("e2e", "node_modules", ".bin", "playwright");
  const code = await runShown(
    playwright,
    ["test", "--config", "e2e/playwright.config.ts", "--reporter=line,json"],
    {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  );
  return counted("browser tests", report, code, browserTestResult);
}

/** What a runner reports; one that ended badly without a failed test to show for it counts as a failure. */
function counted(
  runner: string,
  report: string,
  code: number,
  read: (report: string) => CheckResult,
): CheckResult {
  try {
    const result = read(readFileSync(report, "utf8"));
    if (code === 0 || result.failures.length > 0) return result;
    return { ...result, failures: [`${runner}: exit code ${code}, with no failed test to show for it`] };
  } catch {
    return failedAlone(`${runner}: no report`);
  }
}

function bin(name: string): string {
  return join("node_modules", ".bin", name);
}
