import type { Page } from "@playwright/test";
import { allCampaigns, boardOf, openBoard } from "../stage/board-page.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

test("a URL restores the whole view", async ({ page, stage }) => {
  const completedIds = async () =>
    (await stage.backend.board()).campaigns
      .filter(({ state }) => state === "completed")
      .map(({ campaignId }) => campaignId)
      .toSorted((one, other) => other - one);
  await openBoard(page, "?lang=zh-CN&theme=dark&tz=America/New_York&state=completed&sort=-id");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByLabel("时区")).toHaveValue("America/New_York");
  await expect(page.getByRole("button", { name: /已完成/, pressed: true })).toBeVisible();
  await expect(page.getByLabel("排序")).toHaveValue("id");
  // The world goes on meanwhile.
  await expect(async () => expect(await shownIds(page)).toEqual(await completedIds())).toPass();
});

test("filter, search and sort go into the URL, and Back leaves the board", async ({ page }) => {
  await page.goto("about:blank");
  await openBoard(page);
  await page
    .getByRole("button", { name: /Running/ })
    .first()
    .click();
  await expect(page).toHaveURL(/[?&]state=running(&|$)/);
  await expect(page.getByRole("status").filter({ hasText: /^\d+ of 24$/ })).toBeVisible();
  await expect(page.locator('[data-campaign]:not([data-state="running"])')).toHaveCount(0);
  await page.getByRole("searchbox").fill("2573");
  await expect(page).toHaveURL(/[?&]q=2573(&|$)/);
  await expect(allCampaigns(page)).toHaveCount(1);
  await page.getByLabel("Sort by").selectOption("name");
  await expect(page).toHaveURL(/[?&]sort=name(&|$)/);
  const url = page.url();
  await page.reload();
  await expect(allCampaigns(page)).toHaveCount(1);
  expect(page.url()).toBe(url);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.getByRole("status").filter({ hasText: "24 campaigns" })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL("about:blank");
});

test("a search that nothing fits says so and offers the way back", async ({ page }) => {
  await page.goto("/?q=nothing-is-called-like-this");
  await expect(page.getByRole("heading", { name: "No matching campaigns" })).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).last().click();
  await expect(allCampaigns(page).first()).toBeVisible();
});

test("language and theme are switched by hand and kept", async ({ page }) => {
  await openBoard(page);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await page.getByRole("button", { name: "Theme: system" }).click();
  await page.getByRole("button", { name: "Theme: light" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: "中: 中文" }).click();
  await expect(page.getByRole("region", { name: "任务", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("region", { name: "任务", exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: "EN: English" }).click();
  await expect(page.getByRole("region", { name: "Campaigns", exact: true })).toBeVisible();
});

test("times stand in the chosen zone", async ({ page, stage }) => {
  const [campaign] = (await stage.backend.board()).campaigns;
  for (const zone of ["Asia/Shanghai", "America/New_York"]) {
    await page.goto(`/?q=${campaign?.campaignId}&tz=${zone}`);
    const words = new Intl.DateTimeFormat("en", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
    }).format(Date.parse(campaign?.startTime ?? ""));
    await expect(boardOf(page).locator(`time[datetime="${campaign?.startTime}"]`)).toContainText(words);
  }
});

async function shownIds(page: Page): Promise<number[]> {
  const keys = await allCampaigns(page).evaluateAll((rows) =>
    rows.map((row) => row.getAttribute("data-campaign") ?? ""),
  );
  return keys.map((key) => Number(key.split("/")[1]));
}
