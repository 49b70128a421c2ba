import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page, TestInfo } from "@playwright/test";
import { allCampaigns, campaignPath, openBoard } from "../stage/board-page.ts";
import { fontProbe } from "../stage/font-probe.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/**
 * The main states, compared with pictures of them. Made anew after a change that is meant to be seen:
 * `playwright test pictures --update-snapshots`, and then looked at.
 */
const probeFile = fileURLToPath(new URL("pictures.spec.ts-snapshots/font-probe.txt", import.meta.url));
/** Of all pixels, so many may differ: an edge that is smoothed otherwise is no change. */
const tolerance = { maxDiffPixelRatio: 0.005 };

test("the board, light and English", async ({ page }, testInfo) => {
  await playMadeWorld(page);
  await openBoard(page, "?lang=en&theme=light");
  await compare(page, testInfo, "board-en-light");
});

test("the board, dark and Chinese, on a phone", async ({ page }, testInfo) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await playMadeWorld(page);
  await openBoard(page, "?lang=zh-CN&theme=dark");
  await compare(page, testInfo, "board-zh-dark-phone");
});

test("a campaign that will miss its window", async ({ page }, testInfo) => {
  await page.setViewportSize({ width: 1280, height: 1100 });
  await playMadeWorld(page);
  await page.goto(`${campaignPath(2569)}?lang=en&theme=dark`);
  await expect(page.locator("path.recharts-area-curve").first()).toBeVisible();
  await compare(page, testInfo, "campaign-en-dark");
});

test("the wall", async ({ page }, testInfo) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await playMadeWorld(page);
  await page.goto("/wall?lang=zh-CN&theme=light&turn=600");
  await expect(allCampaigns(page)).toHaveCount(9);
  await compare(page, testInfo, "wall-zh-light");
});

test("the tray, and an upstream that fails", async ({ page }, testInfo) => {
  const world = await playMadeWorld(page);
  await openBoard(page, "?lang=en&theme=light");
  world.upstream = { ...world.upstream, status: "degraded", message: "InternalError.DBError" };
  await expect(page.getByText("Tencent partly failing").first()).toBeVisible();
  await page.getByRole("button", { name: /^Alerts/ }).click();
  await expect(page.getByRole("region", { name: /^Alerts/ }).getByRole("listitem")).toHaveCount(5);
  await compare(page, testInfo, "tray-en-light");
});

test("nothing watched yet", async ({ page }, testInfo) => {
  await playMadeWorld(page, { campaigns: [] });
  await page.goto("/?lang=en&theme=dark");
  await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
  await compare(page, testInfo, "first-run-en-dark");
});

/** Passes over what cannot be compared on this machine, and says so. */
async function compare(page: Page, { config }: TestInfo, name: string): Promise<void> {
  const probe = await fontProbe(page);
  const making = config.updateSnapshots === "all" || config.updateSnapshots === "changed";
  if (making) keepProbe(probe);
  test.skip(!making && probe !== expectedProbe(), "this machine draws letters otherwise than the pictures'");
  await everythingCame(page);
  await expect(page).toHaveScreenshot(`${name}.png`, tolerance);
}

/** What is fetched when idle comes last: the bell in the header, which a wall has not. */
async function everythingCame(page: Page): Promise<void> {
  await expect(
    page.locator('[data-trust], button[aria-label^="Alerts"], button[aria-label^="告警"]'),
  ).toBeVisible();
  await expect(page.locator('[aria-busy="true"], .skeleton')).toHaveCount(0);
}

function keepProbe(probe: string): void {
  mkdirSync(dirname(probeFile), { recursive: true });
  writeFileSync(probeFile, `${probe}\n`);
}

function expectedProbe(): string | null {
  try {
    return readFileSync(probeFile, "utf8").trim();
  } catch {
    return null;
  }
}
