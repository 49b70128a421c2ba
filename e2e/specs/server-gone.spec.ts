import { allCampaigns, calledCounts, openBoard } from "../stage/board-page.ts";
import { expect, test } from "../stage/test.ts";

test("a backend that is killed is told, its numbers are marked, and its return needs no hand", async ({
  page,
  stage,
}) => {
  await openBoard(page);
  const before = await calledCounts(page);
  await stage.backend.kill();
  const notice = page.getByRole("status").filter({ hasText: "The board cannot reach its server" });
  await expect(notice).toBeVisible();
  await expect(notice).toContainText(/last confirmed \d+ s ago/);
  await expect(page.getByText("no connection")).toBeVisible();
  expect(await calledCounts(page)).toEqual(before);
  await expect(page.locator('[data-campaign][data-freshness="stale"]')).toHaveCount(before.size);
  await expect(allCampaigns(page).filter({ hasText: "stale" })).toHaveCount(before.size);

  await stage.backend.restart();
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: /^live$/ })).toBeVisible();
  await expect(page.locator('[data-campaign][data-freshness="live"]')).toHaveCount(before.size);
  expect(await stage.backend.watched()).toEqual([2569, 2570, 2571, 2572]);
  const after = await calledCounts(page);
  for (const [key, called] of before) expect(after.get(key), key).toBeGreaterThanOrEqual(called ?? 0);
});

test("a page that is opened while the backend stops says so, and asks again when told to", async ({
  page,
  stage,
}) => {
  await page.clock.install();
  await page.route("**/api/v1/campaigns*", (route) => route.abort("connectionrefused"));
  await page.goto("/");
  await expect(
    page.getByRole("status").filter({ hasText: "The board cannot reach its server" }),
  ).toContainText("Nothing could be loaded yet.");
  // It asks again by itself, too: held back, so that it is the button that asks.
  await page.clock.pauseAt(Date.now() + 1000);
  await page.unroute("**/api/v1/campaigns*");
  const asked = page.waitForRequest("**/api/v1/campaigns*");
  await page.getByRole("button", { name: "Try now" }).click();
  await asked;
  await page.clock.resume();
  await expect(allCampaigns(page)).toHaveCount((await stage.backend.watched()).length);
});
