import { campaignPath, openBoard } from "../stage/board-page.ts";
import { expectAccessible } from "../stage/expect-accessible.ts";
import { looks } from "../stage/looks.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest, test } from "../stage/test.ts";

// A handful of rows: what axe finds in one it finds in all.
test.use({ viewport: { width: 1280, height: 500 } });
lookingTest.use({ viewport: { width: 1280, height: 500 } });

for (const { name, query } of looks) {
  lookingTest(`axe finds nothing on board, dialog and campaign page in ${name}`, async ({ page }) => {
    await openBoard(page, query);
    await expectAccessible(page);
    await page.getByRole("button", { name: /^(Add campaigns|添加监控任务)$/ }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.getByRole("dialog").getByRole("textbox").nth(1).fill("wrong");
    await expectAccessible(page);
    await page.goto(campaignPath(2573) + query);
    await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
    await expectAccessible(page);
    await page.goto(campaignPath(4711) + query);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  });
}

for (const { name, query } of looks) {
  lookingTest(`axe finds nothing on alerts, forecast and wall in ${name}`, async ({ page }) => {
    const world = await playMadeWorld(page);
    await openBoard(page, query);
    await page.getByRole("button", { name: /^(Alerts|告警)/ }).click();
    await expect(page.getByRole("region", { name: /^(Alerts|告警)/ }).getByRole("listitem")).toHaveCount(5);
    await expectAccessible(page);
    await page.goto(campaignPath(2569) + query);
    await page.getByRole("slider").focus();
    await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
    await expectAccessible(page);
    await page.goto(`/wall${query}`);
    await expect(page.locator("[data-campaign]").first()).toBeVisible();
    await expectAccessible(page);
    world.upstream = { ...world.upstream, status: "unreachable" };
    await expect(page.locator('[data-trust="doubtful"]')).toBeVisible();
    await expectAccessible(page);
  });
}

test.describe("axe finds nothing", () => {
  test.use({ stageOptions: { campaigns: 2, watched: 0 } });

  test("on an empty board", async ({ page }) => {
    for (const { query } of looks) {
      await page.goto(`/${query}`);
      await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
      await expectAccessible(page);
    }
  });
});

test.describe("axe finds nothing", () => {
  const env = { TENCENTCLOUD_SECRET_KEY: "e2eWrongKey0123456789abcdef" };
  test.use({ stageOptions: { campaigns: 4, env } });

  test("on a failing board and a failing campaign", async ({ page }) => {
    for (const { query } of looks) {
      for (const path of ["/", campaignPath(2569)]) {
        await page.goto(path + query);
        await expect(page.locator("[data-campaign]").first()).toBeVisible();
        await expect(page.getByText(/^(Credentials rejected|密钥认证失败)$/).first()).toBeVisible();
        await expectAccessible(page);
      }
    }
  });
});

lookingTest("axe finds nothing on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openBoard(page);
  await expectAccessible(page);
});
