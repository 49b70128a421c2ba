import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser, ensureNginx, tryHeadlessShell } from "./browser.ts";
import { counted, finish, measured, pageBuild, runShown, runStaticChecks, runVitest } from "./run-checks.ts";
import { browserTestResult, type CheckResult, failedAlone } from "./test-reports.ts";

/** All checks: static, unit, integration and browser tests. */
const reports = mkdtempSync(join(tmpdir(), "cruiseboard-test-"));
const results = [
  ...(await runStaticChecks([pageBuild])),
  await measured("unit and integration tests", () => runVitest(join(reports, "unit.json"), [])),
  await measured("browser tests", runBrowserTests),
];
rmSync(reports, { recursive: true, force: true });
finish(results);

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
