import type { Page } from "@playwright/test";
import { allCampaigns, campaignPath } from "../stage/board-page.ts";
import { everyKind, madeCampaign } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { nextAnswer } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";
import { setVisibility } from "../stage/visibility.ts";

const startsAt = "2026-11-22T06:05:09.000Z";
const needy = everyKind.filter(({ attention }) => attention.length > 0).length;

/** What the tab's icon says; empty: nothing. */
async function iconText(page: Page): Promise<string> {
  const href = (await page.locator('link[rel="icon"]').getAttribute("href")) ?? "";
  return />([^<]*)<\/text>/.exec(decodeURIComponent(href))?.[1] ?? "";
}

async function poll(page: Page): Promise<void> {
  const answered = nextAnswer(page);
  await page.clock.runFor(2500);
  await answered;
}

test("title and icon of the tab count what needs attention, and say nothing when nothing does", async ({
  page,
}) => {
  const world = await playMadeWorld(page, {}, startsAt);
  await page.goto("/");
  await expect(page).toHaveTitle(`(${needy}) Cruiseboard`);
  expect(await iconText(page)).toBe(String(needy));
  world.campaigns = [...everyKind.slice(0, 2), madeCampaign(2600)];
  await poll(page);
  await expect(page).toHaveTitle("(2) Cruiseboard");
  await expect.poll(() => iconText(page)).toBe("2");
  world.campaigns = [madeCampaign(2600)];
  await poll(page);
  await expect(page).toHaveTitle("Cruiseboard");
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", "/favicon.svg");
});

test("each page keeps its own title, in its language", async ({ page }) => {
  await playMadeWorld(page);
  for (const [path, title] of [
    ["/wall?lang=zh-CN", "监控大屏 – 巡航外呼看板"],
    ["/agents", "Agents – Cruiseboard"],
    [campaignPath(2569), "New energy SUV – Cruiseboard"],
  ] as const) {
    await page.goto(path);
    await expect(page).toHaveTitle(`(${needy}) ${title}`);
  }
});

test("a count that is no longer known is not shown as one that is", async ({ page }) => {
  await playMadeWorld(page, {}, startsAt);
  await page.goto("/");
  await expect(allCampaigns(page).first()).toBeVisible();
  await setVisibility(page, "hidden");
  await page.clock.runFor(60_000);
  await expect(page).toHaveTitle(`(${needy}) Cruiseboard`);
  await page.clock.runFor(35_000);
  await expect(page).toHaveTitle("(?) Cruiseboard");
  expect(await iconText(page)).toBe("?");
  await setVisibility(page, "visible");
  await expect(page).toHaveTitle(`(${needy}) Cruiseboard`);
});

for (const [lang, name, manifest] of [
  ["en", "Cruiseboard", "/manifest.webmanifest"],
  ["zh-CN", "巡航外呼看板", "/manifest.zh-CN.webmanifest"],
] as const)
  test(`can be installed, under its name in ${lang}`, async ({ page }) => {
    await playMadeWorld(page);
    await page.goto(`/?lang=${lang}`);
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(page.locator('link[rel="manifest"]')).toHaveAttribute("href", manifest);
    const cdp = await page.context().newCDPSession(page);
    const { errors, data } = await cdp.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(JSON.parse(data ?? "")).toMatchObject({ name, lang, display: "standalone" });
    const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(["in-incognito"]);
    expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
  });
