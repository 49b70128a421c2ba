import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { allCampaigns, campaignPath, openBoard } from "../stage/board-page.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** Of initial JavaScript and of the chart's chunk, in bytes after gzip; a kB has a thousand. */
const bounds = { initial: 180_000, chart: 115_000 };

/** At gzip's best: what lower levels come to differs by a few bytes from processor to processor. */
function weightOf(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}

test("the board needs little JavaScript and no chart", async ({ page }) => {
  const scripts = collectScripts(page);
  await openBusyBoard(page);
  const loaded = await scripts();
  expect(loaded.length).toBeGreaterThan(1);
  const weight = loaded.reduce((sum, { text }) => sum + weightOf(text), 0);
  expect(weight, "initial JavaScript, bytes after gzip").toBeLessThanOrEqual(bounds.initial);
  expect(loaded.filter(({ text }) => text.includes("recharts"))).toEqual([]);
});

test("the chart comes in one chunk of its own, when a campaign is opened", async ({ page }) => {
  await openBusyBoard(page);
  const scripts = collectScripts(page);
  await page.locator("[data-campaign]").first().getByRole("link").click();
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  const charts = (await scripts()).filter(({ text }) => text.includes("recharts-surface"));
  expect(charts).toHaveLength(1);
  expect(weightOf(charts[0]?.text ?? "")).toBeLessThanOrEqual(bounds.chart);
});

test("parts that may be needed are fetched once the browser is idle", async ({ page }) => {
  const chart = page.waitForResponse(/\/assets\/.*chart.*\.js$/);
  await openBoard(page);
  expect((await chart).ok()).toBe(true);
  await page.goto(campaignPath(2573));
});

/** In a browser that is never idle: what is fetched then is not part of the first sight. */
async function openBusyBoard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.goto("/");
  await expect(allCampaigns(page).first()).toBeVisible();
}

function collectScripts(page: Page): () => Promise<{ url: string; text: string }[]> {
  const scripts: Promise<{ url: string; text: string }>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.push(response.text().then((text) => ({ url: response.url(), text })));
  });
  return () => Promise.all(scripts);
}
