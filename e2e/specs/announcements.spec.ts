import { campaignOn, openBoard } from "../stage/board-page.ts";
import { madeNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** Longer than an announcement lasts, and than it lasts anew once it is let go. */
const longEnough = 30_000; // ms

test.beforeEach(async ({ page }) => {
  await playMadeWorld(page, {}, madeNow);
  await page.route("**/api/v1/watch-list/**", (route) => route.fulfill({ json: {} }));
  await openBoard(page, "?sort=id");
  await campaignOn(page, 2570)
    .getByRole("button", { name: /^Change the label of / })
    .focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel("Label").fill("Night shift");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
});

test("an announcement leaves by itself, but not while the focus is in it", async ({ page }) => {
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.focus();
  await page.clock.runFor(longEnough);
  await expect(undo).toBeFocused();
  await campaignOn(page, 2570).getByRole("link").focus();
  await page.clock.runFor(longEnough);
  await expect(undo).toHaveCount(0);
});

test("an announcement stays while the pointer is on it", async ({ page }) => {
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.hover();
  await page.clock.runFor(longEnough);
  await expect(undo).toBeVisible();
  await page.mouse.move(0, 0);
  await page.clock.runFor(longEnough);
  await expect(undo).toHaveCount(0);
});

test("an announcement that is closed gives the focus back to where it came from", async ({ page }) => {
  const link = campaignOn(page, 2570).getByRole("link");
  for (const name of ["Dismiss", "Undo"]) {
    await link.focus();
    const button = page.getByRole("button", { name });
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(link, name).toBeFocused();
    if (name === "Dismiss") {
      await campaignOn(page, 2570)
        .getByRole("button", { name: /^Change the label of / })
        .click();
      await page.getByRole("dialog").getByLabel("Label").fill("Day shift");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
    }
  }
});
