import { campaignPath, openBoard } from "../stage/board-page.ts";
import { expectAccessible, expectAccessibleInBothThemes } from "../stage/expect-accessible.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest, test } from "../stage/test.ts";

// A handful of rows: what axe finds in one it finds in all.
test.use({ viewport: { width: 1280, height: 500 }, contextOptions: { reducedMotion: "reduce" } });
lookingTest.use({ viewport: { width: 1280, height: 500 }, contextOptions: { reducedMotion: "reduce" } });

for (const lang of ["en", "zh-CN"]) {
  const query = `?lang=${lang}`;
  lookingTest(
    `axe finds nothing on board, dialog and campaign page in ${lang}, light and dark`,
    async ({ page }) => {
      await openBoard(page, query);
      await expectAccessibleInBothThemes(page);
      await page.getByRole("button", { name: /^(Add campaigns|添加监控任务)$/ }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await page.getByRole("dialog").getByRole("textbox").nth(1).fill("wrong");
      await expectAccessibleInBothThemes(page);
      await page.goto(campaignPath(2573) + query);
      await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
      await expectAccessibleInBothThemes(page);
      await page.goto(campaignPath(4711) + query);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessibleInBothThemes(page);
    },
  );
}

for (const lang of ["en", "zh-CN"]) {
  const query = `?lang=${lang}`;
  lookingTest(
    `axe finds nothing on alerts, forecast and wall in ${lang}, light and dark`,
    async ({ page }) => {
      const world = await playMadeWorld(page);
      await openBoard(page, query);
      await page.getByRole("button", { name: /^(Alerts|告警)/ }).click();
      await expect(page.getByRole("region", { name: /^(Alerts|告警)/ }).getByRole("listitem")).toHaveCount(5);
      await expectAccessibleInBothThemes(page);
      await page.goto(campaignPath(2569) + query);
      await page.getByRole("slider").focus();
      await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
      await expectAccessibleInBothThemes(page);
      await page.goto(`/wall${query}`);
      await expect(page.locator("[data-campaign]").first()).toBeVisible();
      await expectAccessibleInBothThemes(page);
      world.upstream = { ...world.upstream, status: "unreachable" };
      await expect(page.locator('[data-trust="doubtful"]')).toBeVisible();
      await expectAccessibleInBothThemes(page);
    },
  );
}

test.describe("axe finds nothing", () => {
  test.use({ stageOptions: { campaigns: 2, watched: 0 } });

  test("on an empty board", async ({ page }) => {
    for (const lang of ["en", "zh-CN"]) {
      const query = `?lang=${lang}`;
      await page.goto(`/${query}`);
      await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
      await expectAccessibleInBothThemes(page);
    }
  });
});

test.describe("axe finds nothing", () => {
  const env = { TENCENTCLOUD_SECRET_KEY: "e2eWrongKey0123456789abcdef" };
  test.use({ stageOptions: { campaigns: 4, env } });

  test("on a failing board and a failing campaign", async ({ page }) => {
    for (const lang of ["en", "zh-CN"]) {
      const query = `?lang=${lang}`;
      for (const path of ["/", campaignPath(2569)]) {
        await page.goto(path + query);
        await expect(page.locator("[data-campaign]").first()).toBeVisible();
        await expect(page.getByText(/^(Credentials rejected|密钥认证失败)$/).first()).toBeVisible();
        await expectAccessibleInBothThemes(page);
      }
    }
  });
});

lookingTest("axe finds nothing on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openBoard(page);
  await expectAccessible(page);
});
