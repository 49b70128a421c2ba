import type { Page } from "@playwright/test";
import { campaignPath, everyCampaignObserved, openBoard } from "../stage/board-page.ts";
import { pageWords } from "../stage/page-words.ts";
import type { SharedStage } from "../stage/shared-stage.ts";
import { expect, lookingTest, test } from "../stage/test.ts";

/** Names that are the same in every language. */
const properNames =
  /Cruiseboard|Ctrl|SdkAppId|campaignId|RequestId|UUI|UTC|CSV|API|\bID\b|\bEN\b|English|[A-Z][a-z]+\/[A-Z][A-Za-z_]+|[0-9a-f]{8}-[0-9a-f-]+/g;
/** How ids of the message catalogue look. */
const messageId = /\b[a-z]+\.[a-z][A-Za-z]+\b/;

async function expectOneLanguage(page: Page, locale: "en" | "zh-CN", data: readonly string[]): Promise<void> {
  const words = await pageWords(page, data);
  expect(words.length).toBeGreaterThan(5);
  expect(words.filter((text) => messageId.test(text))).toEqual([]);
  const foreign = locale === "en" ? /\p{Script=Han}/u : /[A-Za-z]{2,}/;
  const own = words.map((text) => text.replaceAll(properNames, "").replace(/^(中: 中文|中)$/, ""));
  expect(own.filter((text) => foreign.test(text))).toEqual([]);
}

/** Longest first, so that no name is cut by another. */
async function dataOf({ backend }: Pick<SharedStage, "backend">): Promise<string[]> {
  const { campaigns, upstream } = await backend.board();
  return campaigns
    .flatMap(({ name, agent, requestId, failure }) => [
      name,
      agent,
      requestId,
      failure?.code,
      failure?.message,
    ])
    .concat(upstream.message ?? undefined)
    .filter((text) => text != null)
    .toSorted((one, other) => other.length - one.length);
}

for (const locale of ["en", "zh-CN"] as const) {
  lookingTest(`board, dialog and campaign page speak ${locale} throughout`, async ({ page, stage }) => {
    await openBoard(page, `?lang=${locale}`);
    await expectOneLanguage(page, locale, await dataOf(stage));
    await page.getByRole("button", { name: /^(Add campaigns|添加监控任务)$/ }).click();
    await page.getByRole("dialog").getByRole("textbox").nth(1).fill("x");
    await expect(page.getByRole("dialog").getByRole("textbox").nth(1)).toHaveAttribute(
      "aria-invalid",
      "true",
    );
    await expectOneLanguage(page, locale, await dataOf(stage));
    await page.goto(`${campaignPath(2573)}?lang=${locale}`);
    await expect(page.locator(".recharts-surface").first()).toBeVisible();
    await expectOneLanguage(page, locale, await dataOf(stage));
    for (const path of [campaignPath(4711), "/no/such/page"]) {
      await page.goto(`${path}?lang=${locale}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectOneLanguage(page, locale, []);
    }
  });

  test.describe(`trouble in ${locale}`, () => {
    test.use({ stageOptions: { campaigns: 3, watched: 0 } });

    test("first run, not found and outage", async ({ page, stage }) => {
      await page.goto(`/?lang=${locale}`);
      await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
      await expectOneLanguage(page, locale, []);
      await stage.backend.watch([2569, 999_999]);
      await everyCampaignObservedBut(page, 999_999);
      await expectOneLanguage(page, locale, await dataOf(stage));
      await page.getByRole("button", { name: /^(Pause updates|暂停更新)$/ }).click();
      await expect(page.getByText(/^(Updates are paused|更新已暂停)$/)).toBeVisible();
      await expectOneLanguage(page, locale, await dataOf(stage));
    });
  });
}

async function everyCampaignObservedBut(page: Page, missing: number): Promise<void> {
  await expect(
    page.locator(`[data-campaign$="/${missing}"]`).getByText(/^(Not found|未找到)$/),
  ).toBeVisible();
  await everyCampaignObserved(page, `:not([data-campaign$="/${missing}"])`);
}
