import type { Locator, Page } from "@playwright/test";
import { openBoard, sidewaysOverflow } from "../stage/board-page.ts";
import { expectAccessible } from "../stage/expect-accessible.ts";
import { type MadeWorld, playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const state = { status: "ok", budgetPerSecond: 20, usedPerSecond: 17.4, clockSkewMs: 0, message: null };
const rejected = {
  ...state,
  status: "credentialsRejected",
  usedPerSecond: 0.1,
  message: "AuthFailure.SecretIdNotFound: The SecretId is not found",
};
const retail = { name: "retail", ...state, sdkAppIds: [1_400_000_000, 1_400_000_001] };
const service = { name: "service-north", ...rejected, sdkAppIds: [1_400_000_007] };

/** Two accounts, one of which is in trouble unless told. */
const partly: MadeWorld["upstream"] = {
  ...rejected,
  budgetPerSecond: 40,
  usedPerSecond: 17.5,
  message: `Account service-north: ${rejected.message}`,
  accounts: [retail, service],
};
const well: MadeWorld["upstream"] = {
  ...state,
  budgetPerSecond: 40,
  usedPerSecond: 34.8,
  accounts: [retail, { ...service, ...state }],
};

test("several accounts are summed up, and listed on demand", async ({ page }) => {
  await playMadeWorld(page, { upstream: well });
  await openBoard(page);
  await expect(healthChip(page)).toContainText("Tencent OK");
  await healthChip(page).click();
  const panel = page.getByRole("region", { name: "Health of the data" });
  await expect(panel).toContainText("35 of 40 req/s");
  const list = panel.getByRole("listitem");
  await expect(list).toHaveCount(2);
  await expect(list.first()).toContainText("retail");
  await expect(list.first()).toContainText("17 of 20 req/s");
  await expect(list.first()).toContainText("Applications: 1400000000, 1400000001");
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
});

test("one in trouble is named, and the others are said to be well", async ({ page }) => {
  const world = await playMadeWorld(page, { upstream: partly });
  await openBoard(page);
  const notice = page.getByRole("status").filter({ hasText: "1 of 2 accounts: Credentials rejected" });
  await expect(notice).toContainText("service-north: Credentials rejected");
  await expect(notice).toContainText("AuthFailure.SecretIdNotFound: The SecretId is not found");
  await expect(notice).toContainText("Campaigns of the other accounts are observed as usual.");
  await expect(notice).not.toContainText("retail");
  await healthChip(page).click();
  await expect(page.getByRole("region", { name: "Health of the data" }).getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);
  world.upstream = well;
  await expect(notice).toHaveCount(0);
});

test("in Chinese, too", async ({ page }) => {
  await playMadeWorld(page, { upstream: partly });
  await openBoard(page, "?lang=zh-CN");
  const notice = page.getByRole("status").filter({ hasText: "2 个账号中有 1 个：密钥认证失败" });
  await expect(notice).toContainText("service-north：密钥认证失败");
  await expect(notice).toContainText("其他账号的任务正常更新。");
  await healthChip(page).click();
  await expect(page.getByRole("region", { name: "数据状态" }).getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);
});

test("on a phone, nothing is wider than the screen, and the list is a sheet", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await playMadeWorld(page, { upstream: partly });
  await openBoard(page);
  await expect(healthChip(page)).toBeVisible();
  expect(await sidewaysOverflow(page)).toBe(0);
  await healthChip(page).click();
  await expect(page.getByRole("region", { name: "Health of the data" }).getByRole("listitem")).toHaveCount(2);
  expect(await sidewaysOverflow(page)).toBe(0);
});

test("the wallboard says how many are in trouble", async ({ page }) => {
  await playMadeWorld(page, { upstream: partly });
  await page.goto("/wall");
  await expect(
    page.getByRole("status").filter({ hasText: "1 of 2 accounts: Credentials rejected" }),
  ).toBeVisible();
});

test("one account alone is not listed", async ({ page }) => {
  await playMadeWorld(page);
  await openBoard(page);
  await healthChip(page).click();
  const panel = page.getByRole("region", { name: "Health of the data" });
  await expect(panel).toContainText("14 of 20 req/s");
  await expect(panel.getByRole("listitem")).toHaveCount(0);
});

function healthChip(page: Page): Locator {
  return page.getByRole("button").filter({ has: page.locator("[data-part=health]") });
}
