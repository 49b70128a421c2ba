import type { Page } from "@playwright/test";
import { allCampaigns, campaignPath, openBoard } from "../stage/board-page.ts";
import { everyKind, type MadeCampaign } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const many = Array.from({ length: 80 }, (_, index) => {
  const kind = everyKind[index % everyKind.length] as MadeCampaign;
  return { ...kind, campaignId: 3000 + index };
});

test("the board on paper is whole, light, dated, and has no buttons", async ({ page }) => {
  await playMadeWorld(page, { campaigns: many });
  await openBoard(page, "?theme=dark");
  await putOnPaper(page);
  await expect(allCampaigns(page)).toHaveCount(many.length);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(background).toBe("rgb(255, 255, 255)");
  await expect(page.getByText("As of 2026-11-22 14:05:00 UTC+8 (Asia/Shanghai)")).toBeVisible();
  expect(await overlaps(page)).toBe(0);
  await expect(page.getByRole("button", { name: "Add campaigns" })).toBeHidden();
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect.poll(() => allCampaigns(page).count()).toBeLessThan(many.length);
});

test("a campaign and a wall on paper keep what they say", async ({ page }) => {
  await playMadeWorld(page);
  await page.goto(campaignPath(2569));
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  await putOnPaper(page);
  await expect(page.getByRole("region", { name: "Forecast" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Refresh now" })).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await page.goto("/wall");
  await expect(allCampaigns(page)).toHaveCount(everyKind.length);
  await putOnPaper(page);
  expect(await overlaps(page)).toBe(0);
});

async function putOnPaper(page: Page): Promise<void> {
  // The width of an A4 sheet within its margins.
  await page.setViewportSize({ width: 703, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
}

/** How many campaigns reach into the next one. */
function overlaps(page: Page): Promise<number> {
  return allCampaigns(page).evaluateAll((rows) => {
    const boxes = rows.map((row) => row.getBoundingClientRect());
    return boxes.filter((box, index) => box.bottom > (boxes[index + 1]?.top ?? Infinity) + 1).length;
  });
}
