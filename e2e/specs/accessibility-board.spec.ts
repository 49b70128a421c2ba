import { campaignOn, openBoard } from "../stage/board-page.ts";
import { expectAccessible, expectAccessibleInBothThemes } from "../stage/expect-accessible.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

// A handful of rows: what axe finds in one it finds in all.
test.use({ viewport: { width: 1280, height: 560 }, contextOptions: { reducedMotion: "reduce" } });

for (const lang of ["en", "zh-CN"]) {
  const query = `?lang=${lang}`;
  test(`axe finds nothing on cards, groups, panels and a selection in ${lang}, light and dark`, async ({
    page,
  }) => {
    await openBoard(page, `${query}&group=state`);
    await expectAccessibleInBothThemes(page);
    for (const panel of [
      /^(Filter|筛选)$/,
      /^(Columns and density|列与密度)$/,
      /^(Saved views|已保存视图)$/,
    ]) {
      await page.getByRole("button", { name: panel }).click();
      await expect(page.getByRole("region", { name: panel })).not.toBeEmpty();
      await expect(page.getByRole("region", { name: panel }).locator(".skeleton")).toHaveCount(0);
      await expectAccessibleInBothThemes(page);
      await page.keyboard.press("Escape");
    }
    await openBoard(page, `${query}&layout=cards&group=agent&density=compact`);
    await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
    await page.getByRole("article").first().hover();
    await page
      .getByRole("button", { name: /^(Change the label of|修改“)/ })
      .first()
      .click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.keyboard.press("Escape");
    await page.getByRole("article").first().getByRole("checkbox").check();
    await expect(page.getByRole("group", { name: /^(Selected campaigns|已选任务)$/ })).toBeVisible();
    await expectAccessibleInBothThemes(page);
  });

  test(`axe finds nothing on the help and the command palette in ${lang}, light and dark`, async ({
    page,
  }) => {
    await openBoard(page, query);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("25");
    await expect(page.getByRole("dialog").getByRole("option").first()).toContainText("25");
    await expectAccessibleInBothThemes(page);
  });

  test(`axe finds nothing on portfolio, archive and a preview in ${lang}, light and dark`, async ({
    page,
  }) => {
    await page.goto(`/agents${query}`);
    await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.goto(`/archive${query}`);
    await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await openBoard(page, `${query}&sort=id&density=compact`);
    await campaignOn(page, 2570).getByRole("checkbox").check();
    await expectAccessibleInBothThemes(page);
    await page.getByRole("button", { name: /^(Add campaigns|添加监控任务)$/ }).click();
    await page.getByRole("dialog").getByRole("textbox").nth(1).fill("2569, 999999");
    await expect(page.locator('[data-outcome="found"]')).toBeVisible();
    await expectAccessibleInBothThemes(page);
  });
}

test("axe finds nothing on cards, portfolio and panels of a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openBoard(page, "?layout=cards");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("region", { name: "Filter" })).toBeVisible();
  await expectAccessible(page);
  await page.goto("/agents");
  await expect(page.locator("[data-agent]").first()).toBeVisible();
  await expectAccessible(page);
});
