import type { Locator, Page } from "@playwright/test";
import { allCampaigns, campaignOn, openBoard } from "../stage/board-page.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** Composes by pinyin in a field that has the focus, as an input method does it. */
async function inputMethod(page: Page) {
  const browser = await page.context().newCDPSession(page);
  return {
    compose: (text: string) =>
      browser.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      }),
    commit: (text: string) => browser.send("Input.insertText", { text }),
  };
}

/** Composes into a field, presses Enter in between, and commits. */
async function composeInto(page: Page, field: Locator): Promise<void> {
  const { compose, commit } = await inputMethod(page);
  await field.click();
  await field.selectText();
  await compose("xu");
  await compose("xu'bao");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("xu'bao");
  await expect(field).toBeFocused();
  await commit("续保");
  await expect(field).toHaveValue("续保");
}

test("the board stays whole while a search is composed, and follows when it is committed", async ({
  page,
}) => {
  await page.clock.install();
  await openBoard(page);
  const field = page.getByRole("searchbox");
  const { compose, commit } = await inputMethod(page);
  await field.click();
  await compose("xu");
  await page.clock.runFor(2000);
  await compose("xu'bao");
  await page.clock.runFor(2000);
  await expect(field).toHaveValue("xu'bao");
  await expect(page.getByText("24 campaigns", { exact: true })).toBeVisible();
  expect(new URL(page.url()).searchParams.has("q")).toBe(false);
  await commit("257");
  await page.clock.runFor(2000);
  await expect(page).toHaveURL(/[?&]q=257(&|$)/);
  await expect(allCampaigns(page)).not.toHaveCount(0);
  await expect(field).toHaveValue("257");
});

test("a composition that is given up leaves the field and the board as they were", async ({ page }) => {
  await page.clock.install();
  await openBoard(page, "?q=257");
  const field = page.getByRole("searchbox");
  const { compose } = await inputMethod(page);
  await field.click();
  await compose("xu");
  await page.clock.runFor(2000);
  await compose("");
  await page.clock.runFor(2000);
  await expect(field).toHaveValue("257");
  expect(new URL(page.url()).searchParams.get("q")).toBe("257");
});

test("Enter while a label is composed does not set it", async ({ page }) => {
  await openBoard(page, "?sort=id");
  await campaignOn(page, 2570).hover();
  await campaignOn(page, 2570)
    .getByRole("button", { name: /^Change the label of / })
    .click();
  await composeInto(page, page.getByRole("dialog").getByLabel("Label"));
  await page.getByRole("button", { name: "Cancel" }).click();
  await campaignOn(page, 2570).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Label…" }).click();
  await composeInto(page, page.getByRole("dialog").getByLabel("Label"));
  await page.keyboard.press("Escape");
});

test("Enter while a view's name is composed does not save it; Escape does not close its panel", async ({
  page,
}) => {
  await openBoard(page);
  await page.getByRole("button", { name: "Saved views" }).click();
  const panel = page.getByRole("region", { name: "Saved views" });
  const name = panel.getByLabel("Name of this view");
  await composeInto(page, name);
  const { compose } = await inputMethod(page);
  await compose("xin");
  await page.keyboard.press("Escape");
  await expect(name).toHaveValue("续保xin");
  await expect(panel.getByRole("listitem")).toHaveCount(0);
});

test("campaigns to add can be composed in every field without being sent", async ({ page }) => {
  await openBoard(page);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/v1/watch-list")) sent.push(request.url());
  });
  await page.getByRole("button", { name: "Add campaigns" }).click();
  for (const field of await page.getByRole("dialog").getByRole("textbox").all()) {
    await composeInto(page, field);
    await field.fill("2569");
  }
  await page.getByRole("button", { name: "Cancel" }).click();
  expect(sent).toEqual([]);
});

test("agents are found by a composed name", async ({ page }) => {
  await page.goto("/agents");
  const rows = page.locator("[data-agent]");
  await expect(rows).not.toHaveCount(0);
  const all = await rows.count();
  const field = page.getByRole("searchbox", { name: "Find an agent" });
  const { compose, commit } = await inputMethod(page);
  await field.click();
  await compose("xu");
  await expect(rows).toHaveCount(all);
  await commit("nobody");
  await expect(rows).toHaveCount(0);
});
