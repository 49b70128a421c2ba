import { defineConfig } from "@playwright/test";
import { findBrowser } from "../scripts/browser.ts";
import { browserArguments } from "./browser-arguments.ts";

const { executablePath, headlessShell = executablePath } = await findBrowser();

/** A headless shell blocks no third-party cookies, draws letters otherwise than the pictures, and installs no page. */
const ofWholeBrowser = /\/(embed|embed-[a-z]+|pictures|tab-signals)\.spec\.ts$/;

const launchOptions = {
  // Chromium's sandbox does not run as root.
  chromiumSandbox: process.getuid?.() !== 0,
  args: ["--disable-background-networking", "--disable-quic", ...browserArguments],
};

/** Patience is for slow machines; no test waits for time to pass. */
const patience = { test: 90_000, expect: 20_000 }; // ms

export default defineConfig({
  testDir: "specs",
  globalSetup: "stage/shared-stage.ts",
  outputDir: "test-results",
  snapshotPathTemplate: "{snapshotDir}/{testFilePath}-snapshots/{arg}-{platform}{ext}",
  fullyParallel: true,
  // They wait for polls and processes half of the time.
  workers: 6,
  // A flaky test is a defect to be found, in the product or in the test.
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["line"], ["json", { outputFile: "test-results/report.json" }]],
  timeout: patience.test,
  expect: { timeout: patience.expect },
  use: {
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "Asia/Shanghai",
    colorScheme: "light",
    viewport: { width: 1280, height: 800 },
    // Recording costs a fifth of the time; to look into a failure: `playwright test --trace=on SPEC`.
    trace: "off",
  },
  projects: [
    {
      name: "browser",
      testMatch: ofWholeBrowser,
      use: { launchOptions: { ...launchOptions, ...(executablePath && { executablePath }) } },
    },
    {
      name: "headless shell",
      testIgnore: ofWholeBrowser,
      use: {
        launchOptions: {
          ...launchOptions,
          ...(headlessShell && { executablePath: headlessShell }),
          // Of pages without WebGL, emulating a graphics card takes a tenth of the processor.
          args: [...launchOptions.args, "--disable-software-rasterizer"],
        },
      },
    },
  ],
});
