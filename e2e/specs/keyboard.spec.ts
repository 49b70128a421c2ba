import type { Locator, Page } from "@playwright/test";
import { allCampaigns, boardOf, campaignOn, everyCampaignObserved, openBoard } from "../stage/board-page.ts";
import { expectAccessible } from "../stage/expect-accessible.ts";
import { nextPoll } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** More than there are stops before the campaigns. */
const mostStops = 50;

test("the skip link leads past the header", async ({ page }) => {
  await openBoard(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("filters work without a mouse", async ({ page }) => {
  await openBoard(page);
  const running = boardOf(page)
    .getByRole("button", { name: /Running/ })
    .first();
  await tabTo(page, running);
  await page.keyboard.press("Space");
  await expect(running).toHaveAttribute("aria-pressed", "true");
  await expect(running).toBeFocused();
  await expect(boardOf(page).locator('[data-campaign]:not([data-state="running"])')).toHaveCount(0);
  await tabTo(page, page.getByRole("searchbox"));
  await page.keyboard.type("2573");
  await expect(allCampaigns(page)).toHaveCount(1);
  await expect(page.getByRole("searchbox")).toBeFocused();
});

test("the dialog keeps the focus, closes on Escape and gives it back", async ({ page }) => {
  await openBoard(page);
  const open = page.getByRole("button", { name: "Add campaigns" });
  await tabTo(page, open);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add campaigns" });
  await expect(dialog).toBeVisible();
  await tabTo(page, dialog.getByRole("button", { name: /^Watch/ }));
  await page.keyboard.press("Tab");
  await expect(boardOf(page).locator("[data-campaign] :focus")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(open).toBeFocused();
});

test("a campaign is opened and left again, and the focus is where it was", async ({ page }) => {
  await openBoard(page, "?sort=id");
  const link = campaignOn(page, 2570).getByRole("link");
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Back to the board" }));
  await page.keyboard.press("Enter");
  await expect(link).toBeVisible();
  await expect(link).toBeFocused();
});

test("a campaign far down is left by the browser's Back, and focus and scroll position are where they were", async ({
  page,
}) => {
  for (const width of [1280, 800, 390]) {
    await page.setViewportSize({ width, height: 500 });
    await openBoard(page, "?sort=id");
    const link = campaignOn(page, 2586).getByRole("link");
    await expect(async () => {
      await page.mouse.wheel(0, 300);
      await expect(link).toBeInViewport({ timeout: 100 });
    }).toPass({ intervals: [0] });
    await link.focus();
    const before = (await link.boundingBox())?.y ?? 0;
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await page.goBack();
    await expect(link).toBeFocused();
    await expect.poll(async () => Math.abs(((await link.boundingBox())?.y ?? 0) - before)).toBeLessThan(2);
  }
});

test("focus, scroll position, filter and what is typed survive ten polls that change everything", async ({
  page,
  stage,
}) => {
  const board = await stage.backend.board();
  let polls = 0;
  await page.route("**/api/v1/campaigns*", (route) => {
    polls += 1;
    const campaigns = board.campaigns.map((campaign) => ({
      ...campaign,
      totalCallees: 5000,
      calledCallees: 1000 + polls,
    }));
    return route.fulfill({ json: { ...board, cursor: `${polls}`, full: polls === 1, campaigns } });
  });
  await page.clock.install();
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto("/?sort=id&q=1400");
  await everyCampaignObserved(page);
  const campaign = campaignOn(page, 2580);
  await page.mouse.wheel(0, 600);
  await campaign.getByRole("link").focus();
  await expect(campaign.getByRole("link")).toBeFocused();
  const scrolled = await page.evaluate(() => scrollY);
  expect(scrolled).toBeGreaterThan(0);
  for (let poll = 0; poll < 10; poll += 1) {
    const before = Number(await campaign.getByRole("progressbar").getAttribute("aria-valuenow"));
    await nextPoll(page);
    await expect(campaign.getByRole("progressbar")).not.toHaveAttribute("aria-valuenow", `${before}`);
  }
  await expect(campaign.getByRole("link")).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  await expect(page.getByRole("searchbox")).toHaveValue("1400");
});

/** Presses Tab until the element has the focus; fails after more stops than there can be. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target, "cannot be reached by Tab").toBeFocused();
}

for (const [name, title] of [
  ["Agents", "Agents – Cruiseboard"],
  ["Archive", "Archive – Cruiseboard"],
] as const)
  test(`the way to ${name} and back leaves the board scrolled, focused and named as it was`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1280, height: 500 });
    await openBoard(page, "?sort=id");
    const tabs = page.getByRole("navigation", { name: "Views of the board" });
    const link = tabs.getByRole("link", { name, exact: true });
    await link.focus();
    await page.mouse.wheel(0, 700);
    const campaign = campaignOn(page, 2580);
    await expect(campaign).toBeInViewport();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const before = await page.evaluate(() => window.scrollY);
    expect(before).toBeGreaterThan(400);
    await link.evaluate((element: HTMLElement) => element.click());
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(`(^|\\) )${title}$`));
    await expect(page.getByRole("main")).toBeFocused();
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await page.goBack();
    await expect(campaign).toBeInViewport();
    expect(await page.evaluate(() => window.scrollY)).toBe(before);
    await expect(link).toBeFocused();
    await expect(page).toHaveTitle(/^(\(\d+\) )?Cruiseboard$/);
  });

test("a filter that nothing fits and its end leave the focus in the search field", async ({ page }) => {
  await openBoard(page, "?sort=id");
  const tabs = page.getByRole("navigation", { name: "Views of the board" });
  await tabs.getByRole("link", { name: "Agents" }).click();
  await page.goBack();
  const search = page.getByRole("searchbox");
  await search.fill("nothing-is-called-like-this");
  await expect(page.getByRole("heading", { name: "No matching campaigns" })).toBeVisible();
  await search.fill("");
  await expect(campaignOn(page, 2569)).toBeVisible();
  await expect(search).toBeFocused();
});

test("keys move among campaigns, select, open and change the page", async ({ page }) => {
  await openBoard(page, "?sort=id");
  await page.keyboard.press("j");
  await expect(campaignOn(page, 2569).getByRole("link")).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(campaignOn(page, 2570).getByRole("link")).toBeFocused();
  await page.keyboard.press("x");
  await expect(campaignOn(page, 2570).getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("x");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/campaigns\/1400000000\/2570/);
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/agents\?sort=id/);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page).toHaveURL(/\/archive\?sort=id/);
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("jxg b");
  await expect(page.getByRole("searchbox")).toHaveValue("jxg b");
  await expect(page).toHaveURL(/^[^?]*\/\?/);
});

test("a long board is walked through by key, and the focused campaign stays in sight", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await openBoard(page, "?sort=id");
  for (let step = 0; step < 18; step += 1) await page.keyboard.press("j");
  const link = campaignOn(page, 2586).getByRole("link");
  await expect(link).toBeFocused();
  const covered = await link.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return !element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
  expect(covered).toBe(false);
});

test("single keys can be switched off where the help lists them, and the guide opens there", async ({
  page,
}) => {
  await openBoard(page, "?sort=id");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "How to read this page" });
  await expect(help).toContainText("Will miss its window");
  await expect(help.getByRole("button", { name: "Close" })).toBeFocused();
  await help.getByRole("checkbox", { name: "Use keys without Ctrl or ⌘" }).uncheck();
  await help.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("j");
  await expect(boardOf(page).locator("[data-campaign] :focus")).toHaveCount(0);
  await page.getByRole("button", { name: "What the marks mean, and keys" }).click();
  await expect(help).toBeVisible();
  const opened = page.waitForEvent("popup");
  await help.getByRole("link", { name: "Supervisor’s guide" }).click();
  const guide = await opened;
  for (const [title, other] of [
    ["Supervisor's guide", "简体中文"],
    ["主管使用指南", "English"],
  ] as const) {
    await expect(guide.getByRole("heading", { level: 1 })).toHaveText(title);
    for (const picture of await guide.getByRole("img").all())
      await expect(picture).not.toHaveJSProperty("naturalWidth", 0);
    await guide.getByRole("link", { name: other }).click();
  }
});

test("the palette finds campaigns, agents and actions, and returns the focus", async ({ page }) => {
  await openBoard(page, "?sort=id");
  await page.keyboard.press("j");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Find" });
  await palette.getByRole("combobox").fill("2575");
  await expect(palette.getByRole("option").first()).toContainText("2575");
  await page.keyboard.press("Escape");
  await expect(campaignOn(page, 2569).getByRole("link")).toBeFocused();
  await page.keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("2575");
  await expect(palette.getByRole("option").first()).toContainText("2575");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/campaigns\/1400000000\/2575/);
  await page.keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("pause");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Resume updates" }).first()).toBeVisible();
  await page.keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("agent-");
  await palette
    .getByRole("option", { name: /^agent-/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/\?.*agent=agent-/);
  await page.keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("add camp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Add campaigns" })).toBeVisible();
});

test("what a pointer reads from a mark, a key and a finger do as well", async ({
  page,
  browser,
  baseURL,
}) => {
  await openBoard(page, "?sort=id");
  await page.keyboard.press("j");
  await page.keyboard.press("i");
  await expect(page.getByRole("tooltip")).toContainText(/callees called/);
  await expect(page.getByRole("tooltip")).toContainText("Asia/Shanghai");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  const context = await browser.newContext({
    baseURL: baseURL ?? "",
    hasTouch: true,
    viewport: { width: 390, height: 844 },
  });
  const phone = await context.newPage();
  await openBoard(phone, "?sort=id");
  await campaignOn(phone, 2569).getByRole("progressbar").tap();
  await expect(phone.getByRole("tooltip")).toContainText(/callees called/);
  await phone.getByRole("searchbox").tap();
  await expect(phone.getByRole("tooltip")).toHaveCount(0);
  await context.close();
});
