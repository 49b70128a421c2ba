import { allCampaigns, boardOf, campaignOn, openBoard } from "../stage/board-page.ts";
import { nextPoll } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";
import { tellBoard } from "../stage/told-board.ts";

test("filters by agent and kind of attention are set in the panel and taken away one by one", async ({
  page,
  stage,
}) => {
  await openBoard(page);
  const { campaigns } = await stage.backend.board();
  const agent = campaigns[0]?.agent ?? "";
  const own = campaigns.filter((campaign) => campaign.agent === agent).length;
  await page.getByRole("button", { name: "Filter" }).click();
  const panel = page.getByRole("region", { name: "Filter" });
  await panel.getByRole("checkbox", { name: new RegExp(agent) }).check();
  await expect(allCampaigns(page)).toHaveCount(own);
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Filter", exact: true })).toBeFocused();
  await page.reload();
  await expect(allCampaigns(page)).toHaveCount(own);
  await page.getByRole("button", { name: `Remove the filter ${agent}` }).click();
  await expect(page).not.toHaveURL(/agent=/);
});

test("groups show their totals, fold up, and stay so by the URL", async ({ page }) => {
  await openBoard(page);
  await page.getByLabel("Group by").selectOption("state");
  const running = page.getByRole("button", { name: /^Running \d+ campaigns?$/, expanded: true });
  await expect(running).toBeVisible();
  await expect(running.locator("..")).toContainText(/called [\d,]+ of [\d,]+/);
  await expect(boardOf(page).locator('[data-campaign][data-state="running"]').first()).toBeVisible();
  await running.click();
  await expect(boardOf(page).locator('[data-campaign][data-state="running"]')).toHaveCount(0);
  await expect(page).toHaveURL(/[?&]closed=running(&|$)/);
  await page.reload();
  await expect(page.getByRole("button", { name: /^Running \d+/, expanded: false })).toBeVisible();
  await page.getByRole("button", { name: /^Running \d+/, expanded: false }).click();
  await expect(boardOf(page).locator('[data-campaign][data-state="running"]').first()).toBeVisible();
});

test("columns are chosen, moved and kept; a narrower window leaves out what matters least", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1900, height: 700 });
  await openBoard(page);
  const heads = page.getByRole("columnheader");
  await page.getByRole("button", { name: "Columns and density" }).click();
  const panel = page.getByRole("region", { name: "Columns and density" });
  await panel.getByRole("checkbox", { name: "Label" }).check();
  await panel.getByRole("checkbox", { name: "Dialing window" }).uncheck();
  await panel.getByRole("button", { name: "Move Observed to the left" }).click();
  await panel.getByRole("button", { name: "Compact" }).click();
  const chosen = [
    "Status",
    "Campaign",
    "Agent",
    "Label",
    /^Called \/ total/,
    "Observed",
    "Expected end",
    "Actions",
  ];
  await expect(heads).toHaveText(chosen);
  await page.goto("/");
  await expect(heads).toHaveText(chosen);
  await expect(page.getByRole("table")).toHaveAttribute("data-density", "compact");
  await page.setViewportSize({ width: 1120, height: 700 });
  await expect(heads.filter({ hasText: /^Agent$/ })).toHaveCount(0);
  await expect(heads.filter({ hasText: "Campaign" })).toBeVisible();
  await page.setViewportSize({ width: 1900, height: 700 });
  await page.getByRole("button", { name: "Columns and density" }).click();
  await panel.getByRole("button", { name: "Default columns" }).click();
  await expect(heads).toContainText(["Dialing window"]);
});

test("a view is saved under a name, shown again, deleted and taken back", async ({ page }) => {
  await openBoard(page, "?state=completed&group=agent");
  const count = await allCampaigns(page).count();
  const open = () => page.getByRole("button", { name: "Saved views" }).click();
  const panel = page.getByRole("region", { name: "Saved views" });
  await open();
  await panel.getByLabel("Name of this view").fill("Done by agent");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel.getByRole("button", { name: /^Done by agent/ })).toContainText("shown now");
  await page.goto("/?lang=en&q=2573");
  await expect(allCampaigns(page)).toHaveCount(1);
  await open();
  await panel.getByRole("button", { name: "Done by agent", exact: true }).click();
  await expect(panel).toHaveCount(0);
  await expect(page).toHaveURL(/[?&]lang=en(&|$)/);
  await expect(page).toHaveURL(/[?&]group=agent(&|$)/);
  await expect(page.getByRole("searchbox")).toHaveValue("");
  await expect(allCampaigns(page)).toHaveCount(count);
  await open();
  await panel.getByRole("button", { name: "Delete Done by agent" }).click();
  await expect(panel.getByText("No saved views.")).toBeVisible();
  await panel.getByRole("button", { name: "Undo" }).click();
  await expect(panel.getByRole("button", { name: /^Done by agent/ })).toBeVisible();
});

test("selection, an open menu and what is typed survive polls that change everything", async ({ page }) => {
  await tellBoard(
    page,
    (campaigns) => campaigns.map((campaign) => ({ ...campaign, totalCallees: 5000, calledCallees: 1000 })),
    (poll, campaigns) => campaigns.map((campaign) => ({ ...campaign, calledCallees: 1000 + poll })),
  );
  await page.clock.install();
  await openBoard(page, "?sort=id");
  await campaignOn(page, 2570).hover();
  await campaignOn(page, 2570).getByRole("checkbox").check();
  await campaignOn(page, 2573)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  const bar = page.getByRole("group", { name: "Selected campaigns" });
  await expect(bar).toContainText("4 selected");
  await page.getByRole("button", { name: "Filter" }).click();
  const panel = page.getByRole("region", { name: "Filter" });
  await expect(panel).toBeVisible();
  for (let poll = 0; poll < 5; poll += 1) await nextPoll(page);
  await expect(campaignOn(page, 2571).getByRole("progressbar")).toHaveAttribute("aria-valuenow", /100[4-9]/);
  await expect(panel).toBeVisible();
  await expect(bar).toContainText("4 selected");
  await expect(campaignOn(page, 2572)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  const saved = page.waitForEvent("download");
  await bar.getByRole("button", { name: "CSV" }).click();
  expect((await saved).suggestedFilename()).toBe("cruiseboard-selection.csv");
  await bar.getByRole("button", { name: "Clear the selection" }).click();
  await expect(bar).toHaveCount(0);
});

test("of ten thousand campaigns only those in sight are there, and the last can be reached", async ({
  page,
}) => {
  await tellBoard(page, ([first]) => {
    if (!first) throw new Error("the board is empty");
    return Array.from({ length: 10_000 }, (_, index) => ({
      ...first,
      campaignId: index + 1,
      name: `Campaign ${index + 1}`,
    }));
  });
  await page.goto("/?sort=id");
  await expect(campaignOn(page, 1)).toBeVisible();
  expect(await allCampaigns(page).count()).toBeLessThan(60);
  // Chromium drops the keys that come before it has painted what is there.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.keyboard.press("End");
  await expect(campaignOn(page, 10_000)).toBeInViewport();
  expect(await allCampaigns(page).count()).toBeLessThan(60);
  await page.getByRole("searchbox").fill("Campaign 4711");
  await expect(allCampaigns(page)).toHaveCount(1);
});
