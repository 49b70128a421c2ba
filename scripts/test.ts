import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser, ensureNginx, tryHeadlessShell } from "./browser.ts";
import { buildPageIfNeeded } from "./build-page.ts";
import { counted, finish, measured, runShown, runStaticChecks, runVitest } from "./run-checks.ts";
import { browserTestResult, type CheckResult, failedAlone, passedAlone } from "./test-reports.ts";

/** All checks: static, unit, integration and browser tests. */
const reports = mkdtempSync(join(tmpdir(), "cruiseboard-test-"));
const results = [
  ...(await runStaticChecks()),
  await measured("page build", buildPage),
  await measured("unit and integration tests", () => runVitest(join(reports, "unit.json"), [])),
  await measured("browser tests", runBrowserTests),
];
rmSync(reports, { recursive: true, force: true });
finish(results);

/** Before the tests that start the product. */
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

async function runBrowserTests(): Promise<CheckResult> {
  const report = join(reports, "browser.json");
  try {
    await ensureBrowser();
    tryHeadlessShell();
    ensureNginx();
  } catch (error) {
    console.log(`✗ browser tests: ${(error as Error).message}`);
    return failedAlone("browser tests: no browser or nginx");
  }
  const playwright = join("e2e", "node_modules", ".bin", "playwright");
  const args = ["test", "--config", "e2e/playwright.config.ts", "--reporter=line,json"];
  const code = await runShown(playwright, args, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return counted("browser tests", report, code, browserTestResult);
}
