import type { Page } from "@playwright/test";
import { allCampaigns, calledCounts } from "../stage/board-page.ts";
import { madeCampaign } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { isPoll } from "../stage/poll-count.ts";
import { expect, lookingTest, test } from "../stage/test.ts";

const hour = 3_600_000; // ms

test.describe("a wall that nobody touches", () => {
  test.use({ allowedComplaints: [/./] });

  test("is live again after a night without network", async ({ page, context }) => {
    await page.clock.install();
    await page.goto("/wall");
    await expect(allCampaigns(page).first()).toBeVisible();
    const wall = page.locator("[data-trust]");
    await markPage(page);
    await context.setOffline(true);
    for (let second = 0; second < 40; second += 1) await page.clock.runFor(1000);
    await expect(wall).toHaveAttribute("data-trust", "none");
    for (let passed = 0; passed < 10; passed += 1) await page.clock.fastForward(hour);
    await expect(
      page.getByRole("status").filter({ hasText: /no connection\s*last confirmed 10 h/ }),
    ).toBeVisible();
    await context.setOffline(false);
    await expect(wall).toHaveAttribute("data-trust", "good");
    await expect(page.locator('[data-freshness="live"]').first()).toBeVisible();
    expect(await isMarked(page)).toBe(true);
  });

  test("follows a backend that is replaced by another", async ({ page, stage }) => {
    await page.goto("/wall");
    await expect(allCampaigns(page)).toHaveCount(4);
    const wall = page.locator("[data-trust]");
    const before = await calledCounts(page);
    await stage.backend.kill();
    await expect(wall).toHaveAttribute("data-trust", "none");
    await stage.backend.restart();
    await expect(wall).toHaveAttribute("data-trust", "good");
    // Killed, it may have kept none of its first observations.
    await expect(page.locator('[data-freshness="pending"]')).toHaveCount(0);
    await expect(page.locator('[data-freshness="live"]').first()).toBeVisible();
    const after = await calledCounts(page);
    for (const [key, called] of before) expect(after.get(key), key).toBeGreaterThanOrEqual(called ?? 0);
  });
});

lookingTest.describe("a wall whose page crashed", () => {
  lookingTest.use({ allowedComplaints: [/./] });

  lookingTest("is reloaded for a newer version, once that is served", async ({ page }) => {
    const startsAt = "2026-11-22T06:05:09.000Z";
    await playMadeWorld(page, {}, startsAt);
    let document = 200;
    await page.route("**/wall", (route) =>
      document === 200 ? route.continue() : route.fulfill({ status: document, body: "Bad gateway" }),
    );
    await page.goto("/wall");
    await expect(allCampaigns(page).first()).toBeVisible();
    await markPage(page);
    // Something that no version of this page can draw.
    const broken = { ...madeCampaign(2569), attention: 7, name: { en: "An object" } };
    await page.route(
      (url) => isPoll(url.href),
      async (route) => {
        const serverTime = await page.evaluate(() => new Date().toISOString()).catch(() => startsAt);
        const upstream = {
          status: "ok",
          budgetPerSecond: 20,
          usedPerSecond: 3,
          clockSkewMs: 0,
          message: null,
        };
        const json = {
          cursor: serverTime,
          full: true,
          campaigns: [broken],
          removed: [],
          upstream,
          serverTime,
        };
        await route.fulfill({ json: { ...json, build: "Tomorrow" } }).catch(() => undefined);
      },
    );
    await page.clock.runFor(2500);
    await expect(page.getByRole("heading", { name: "An error occurred on this page" })).toBeVisible();
    document = 502;
    for (let passed = 0; passed < 4; passed += 1) await page.clock.runFor(60_000);
    expect(await isMarked(page)).toBe(true);
    document = 200;
    const reloaded = page.waitForEvent("domcontentloaded");
    for (let passed = 0; passed < 10; passed += 1) await page.clock.runFor(1000);
    await reloaded;
    expect(await isMarked(page)).toBe(false);
  });
});

function markPage(page: Page): Promise<void> {
  return page.evaluate(() => {
    document.documentElement.dataset["marked"] = "";
  });
}

function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => "marked" in document.documentElement.dataset).catch(() => false);
}
