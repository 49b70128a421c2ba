import type { Page } from "@playwright/test";
import { allCampaigns, campaignPath, openBoard, sidewaysOverflow } from "../stage/board-page.ts";
import { everyKind, madeCampaign, neverSeen } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** A phone's least, a window of 1280 px at 200 %, and a portal's frame. */
const narrow = [320, 640, 700];

for (const lang of ["en", "zh-CN"]) {
  test(`nothing has to be scrolled sideways in ${lang}, however narrow or magnified`, async ({ page }) => {
    await playMadeWorld(page);
    for (const path of ["/", campaignPath(2569), campaignPath(2579), "/no/such/page"]) {
      await page.goto(`${path}?lang=${lang}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
      for (const width of narrow) {
        await page.setViewportSize({ width, height: 640 });
        await expect.poll(() => sidewaysOverflow(page), `${path} at ${width} px`).toBe(0);
      }
    }
  });
}

test("an open tray fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await playMadeWorld(page);
  await openBoard(page);
  await page.getByRole("button", { name: /^Alerts/ }).click();
  const box = await page.getByRole("region", { name: /^Alerts/ }).boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(568);
});

test("with forced colours meters, badges and the focus are still there", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await playMadeWorld(page);
  await page.goto("/wall");
  await expect(allCampaigns(page).first()).toBeVisible();
  const fill = page.locator(".meter-fill").first();
  const badge = page.locator('[data-part="state"]').first();
  expect(await fill.evaluate((element) => getComputedStyle(element).backgroundColor)).not.toBe(
    await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
  );
  await expect(badge).toHaveCSS("border-style", "solid");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveCSS("outline-style", "solid");
});

test("nothing moves for whoever asks for no motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const world = await playMadeWorld(page);
  for (const path of ["/", campaignPath(2573), "/wall"]) {
    await page.goto(path);
    await expect(allCampaigns(page).first()).toBeVisible();
    world.campaigns = everyKind.map((campaign) => ({
      ...campaign,
      calledCallees: (campaign.calledCallees ?? 0) + 50,
    }));
    await expect(page.getByText("18,254").first()).toBeVisible();
    expect(await animations(page), path).toBe(0);
    world.campaigns = everyKind;
  }
});

function animations(page: Page): Promise<number> {
  return page.evaluate(() => document.getAnimations().length);
}

test("before anything is known nothing is claimed", async ({ page }) => {
  const unseen = [2569, 2570, 2571].map((campaignId) => madeCampaign(campaignId, neverSeen));
  await playMadeWorld(page, {
    campaigns: unseen,
    history: { observedSince: null, samples: [], gaps: [] },
    events: [],
  });
  await page.goto("/");
  await expect(page.getByText("nothing observed yet")).toBeVisible();
  await expect(page.locator("main")).not.toContainText(/\d+ ?%|1970|called 0/);
  await page.goto(campaignPath(2569));
  await expect(page.getByRole("region", { name: "Forecast" })).toContainText(
    "End unknown: not observed yet.",
  );
  await expect(page.getByText("The chart starts with the first observation.")).toBeVisible();
  await expect(page.getByText("No events yet.")).toBeVisible();
  await expect(page.locator("main")).not.toContainText(/\d+ ?%|1970/);
  await page.goto("/wall");
  await expect(allCampaigns(page)).toHaveCount(3);
  await expect(page.locator("main")).not.toContainText(/\d+ ?%|1970|called 0/);
});
