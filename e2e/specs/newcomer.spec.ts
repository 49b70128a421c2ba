import { allCampaigns, boardOf } from "../stage/board-page.ts";
import { expect, test } from "../stage/test.ts";
import { missing, tellBoard } from "../stage/told-board.ts";

/** What somebody reads who never saw the board. */
const words = {
  en: {
    application: "Application id (SdkAppId)",
    ids: "Campaign ids",
    watch: "Watch 3 campaigns",
    attention: /need.* attention$/,
    miss: "Will miss its window",
    why: /about 120 callees will stay uncalled when its window closes/,
    back: "Back to the board",
    views: "Saved views",
    share: "Copy the link to this view",
  },
  "zh-CN": {
    application: "应用 ID（SdkAppId）",
    ids: "任务 ID",
    watch: "监控 3 个任务",
    attention: /需要关注$/,
    miss: "预计无法按时呼完",
    why: /120 个被叫/,
    back: "返回看板",
    views: "已保存视图",
    share: "复制 当前视图的链接",
  },
} as const;

/** The first campaign will miss its window; the others need nobody. */
const late = ([one, ...others]: readonly Parameters<typeof missing>[0][]) =>
  one ? [missing(one), ...others.map((other) => ({ ...other, attention: [] }))] : [];

for (const [lang, t] of Object.entries(words)) {
  test.describe(`a newcomer who reads ${lang}`, () => {
    test.use({
      stageOptions: { campaigns: 3, watched: 0 },
      permissions: ["clipboard-read", "clipboard-write"],
    });

    test("adds three campaigns, finds the one that will miss its window, sees why, and shares the view", async ({
      page,
      context,
    }) => {
      await page.goto(`/?lang=${lang}`);
      await page.getByLabel(t.application).fill("1400000000");
      await page.getByLabel(t.ids).fill("2569-2571");
      await page.getByRole("button", { name: t.watch }).click();
      await expect(allCampaigns(page)).toHaveCount(3);

      // An hour later.
      await tellBoard(page, late);
      await page.reload();
      await page.getByRole("button", { name: t.attention }).click();
      await expect(allCampaigns(page)).toHaveCount(1);
      await expect(allCampaigns(page)).toContainText(t.miss);
      await allCampaigns(page).getByRole("link").click();
      await expect(page.getByText(t.why).first()).toBeVisible();

      await page.getByRole("link", { name: t.back }).click();
      await page.getByRole("button", { name: t.views }).click();
      await page.getByRole("button", { name: t.share }).click();
      const link = await page.evaluate(() => navigator.clipboard.readText());
      const colleague = await context.newPage();
      await tellBoard(colleague, late);
      await colleague.goto(link);
      await expect(boardOf(colleague).locator("[data-campaign]")).toHaveCount(1);
      await expect(allCampaigns(colleague)).toContainText("Renewal south");
    });
  });
}
