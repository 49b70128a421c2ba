import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { openBoard } from "../stage/board-page.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** Of initial JavaScript and CSS and of the chart's chunk, in bytes after gzip; a kB has a thousand. */
const bounds = { script: 180_000, style: 15_000, chart: 115_000 };

/** At gzip's best: what lower levels come to differs by a few bytes from processor to processor. */
function weightOf(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}

function sumOf(files: readonly { text: string }[]): number {
  return files.reduce((sum, { text }) => sum + weightOf(text), 0);
}

test("the board needs little JavaScript and CSS, and no chart", async ({ page }) => {
  const [scripts, styles] = [collect(page, "script"), collect(page, "stylesheet")];
  await openBoard(page);
  const loaded = await scripts();
  expect(loaded.length).toBeGreaterThan(1);
  expect(sumOf(loaded), "initial JavaScript, bytes after gzip").toBeLessThanOrEqual(bounds.script);
  expect(sumOf(await styles()), "initial CSS, bytes after gzip").toBeLessThanOrEqual(bounds.style);
  expect(loaded.filter(({ text }) => text.includes("recharts"))).toEqual([]);
});

test("the chart comes in one chunk of its own, when a campaign is opened", async ({ page }) => {
  await openBoard(page);
  const scripts = collect(page, "script");
  await page.locator("[data-campaign]").first().getByRole("link").click();
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  const charts = (await scripts()).filter(({ text }) => text.includes("recharts-surface"));
  expect(charts).toHaveLength(1);
  expect(weightOf(charts[0]?.text ?? "")).toBeLessThanOrEqual(bounds.chart);
});

function collect(page: Page, type: "script" | "stylesheet"): () => Promise<{ url: string; text: string }[]> {
  const files: Promise<{ url: string; text: string }>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== type) return;
    files.push(response.text().then((text) => ({ url: response.url(), text })));
  });
  return () => Promise.all(files);
}
