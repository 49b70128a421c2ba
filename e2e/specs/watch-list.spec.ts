import { allCampaigns, campaignOn, openBoard } from "../stage/board-page.ts";
import { expect, test } from "../stage/test.ts";

test.describe("an empty watch list", () => {
  test.use({ stageOptions: { campaigns: 8, watched: 0 } });

  test("asks for ids, and what is pasted appears and moves", async ({ page, stage }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Add campaigns to watch" })).toBeVisible();
    await page.getByLabel("Application id (SdkAppId)").fill("1400000000");
    await page.getByLabel("Campaign ids").fill("2569, 2571-2574");
    await page.getByRole("button", { name: "Watch 5 campaigns" }).click();
    await expect(allCampaigns(page)).toHaveCount(5);
    await expect(page.getByRole("status").filter({ hasText: "5 campaigns added" })).toBeVisible();
    await expect(page.locator('[data-campaign][data-freshness="live"]')).toHaveCount(5);
    await expect(campaignOn(page, 2570)).toHaveCount(0);
    expect(await stage.backend.watched()).toEqual([2569, 2571, 2572, 2573, 2574]);
  });

  test("explains what is wrong with what was typed, and adds nothing", async ({ page, stage }) => {
    await page.goto("/");
    const ids = page.getByLabel("Campaign ids");
    const faults = [
      ["2569, x12", "“x12” is not a campaign id."],
      ["2574-2571", "“2574-2571” is not a range from lower to higher."],
      ["0", "“0” is not a campaign id."],
      ["9007199254740993", "“9007199254740993” is not a campaign id."],
      ["1-20000", /^At most 10,000 campaigns at once\.$/],
    ] as const;
    for (const [typed, explanation] of faults) {
      await ids.fill(typed);
      await expect(ids).toHaveAccessibleDescription(explanation);
      await expect(ids).toHaveAttribute("aria-invalid", "true");
    }
    await ids.fill("");
    await page.getByRole("button", { name: "Watch campaigns" }).click();
    await expect(ids).toHaveAccessibleDescription("Enter at least one campaign id.");
    await expect(page.getByLabel("Application id (SdkAppId)")).toHaveAccessibleDescription(
      "Enter the application’s id, a positive number.",
    );
    expect(await stage.backend.watched()).toEqual([]);
  });
});

test.describe("a watch list", () => {
  test.use({ stageOptions: { campaigns: 6, watched: 4 } });

  test("loses a campaign and gets it back by Undo", async ({ page, stage }) => {
    await openBoard(page);
    const campaign = campaignOn(page, 2570);
    await campaign.hover();
    await campaign.getByRole("button", { name: /^Stop watching / }).click();
    await expect(campaign).toHaveCount(0);
    await expect(page.getByRole("status").filter({ hasText: "No longer watching" })).toBeVisible();
    await expect.poll(() => stage.backend.watched()).toEqual([2569, 2571, 2572]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(campaign).toBeVisible();
    await expect(campaign).toHaveAttribute("data-freshness", "live");
    expect(await stage.backend.watched()).toEqual([2569, 2570, 2571, 2572]);
  });

  test("grows by the dialog, full-width digits and known ids included", async ({ page, stage }) => {
    await openBoard(page);
    await page.getByRole("button", { name: "Add campaigns" }).click();
    const dialog = page.getByRole("dialog", { name: "Add campaigns" });
    await expect(dialog.getByLabel("Application id (SdkAppId)")).toHaveValue("1400000000");
    await dialog.getByLabel("Campaign ids").fill("２５７２、2573–2574");
    await dialog.getByLabel("Label (optional)").fill("South");
    await dialog.getByRole("button", { name: "Watch 3 campaigns" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(
      page.getByRole("status").filter({ hasText: "2 campaigns added · 1 was watched already" }),
    ).toBeVisible();
    await expect(allCampaigns(page)).toHaveCount(6);
    await expect(campaignOn(page, 2573).getByText("South")).toBeVisible();
    expect(await stage.backend.watched()).toEqual([2569, 2570, 2571, 2572, 2573, 2574]);
  });
});

test.describe("before anything is kept", () => {
  test.use({ stageOptions: { campaigns: 6, watched: 1 } });

  test("the upstream is asked, and what it does not know stays out unless it is wanted", async ({
    page,
    stage,
  }) => {
    await openBoard(page);
    await page.getByRole("button", { name: "Add campaigns" }).click();
    const dialog = page.getByRole("dialog", { name: "Add campaigns" });
    await dialog.getByLabel("Campaign ids").fill("2569-2571, 999999");
    const found = (id: number) => dialog.locator(`[data-preview="1400000000/${id}"]`);
    await expect(found(2570)).toHaveAttribute("data-outcome", "found");
    await expect(found(2569)).toContainText("watched already");
    await expect(found(999_999)).toContainText("Tencent Cloud does not know it");
    await expect(dialog.getByRole("status").filter({ hasText: "3 found, 1 not" })).toBeVisible();
    expect(await stage.backend.watched()).toEqual([2569]);
    await dialog.getByRole("checkbox", { name: "Also add those that were not found" }).check();
    await expect(dialog.getByRole("button", { name: "Watch 4 campaigns" })).toBeEnabled();
    await dialog.getByRole("checkbox", { name: "Also add those that were not found" }).uncheck();
    await dialog.getByRole("button", { name: "Watch 3 campaigns" }).click();
    await expect(allCampaigns(page)).toHaveCount(3);
    expect(await stage.backend.watched()).toEqual([2569, 2570, 2571]);
  });

  test("a table with labels and links are read, too; an upstream that is gone keeps nobody from adding", async ({
    page,
    stage,
  }) => {
    await openBoard(page);
    await page.getByRole("button", { name: "Add campaigns" }).click();
    const dialog = page.getByRole("dialog", { name: "Add campaigns" });
    await dialog
      .getByLabel("Campaign ids")
      .fill("sdkAppId,campaignId,label\n1400000000,2570,South\n1400000000,2571,");
    await dialog.getByRole("button", { name: "Watch 2 campaigns" }).click();
    await expect(campaignOn(page, 2570).getByText("South")).toBeVisible();
    await stage.simulator.crash();
    await page.getByRole("button", { name: "Add campaigns" }).click();
    await dialog.getByLabel("Campaign ids").fill("https://example.com/x?SdkAppId=1400000000&CampaignId=2573");
    await dialog
      .getByRole("button", { name: /^Watch (without asking|1 campaign)$/ })
      .first()
      .click();
    await expect(campaignOn(page, 2573)).toBeAttached();
    await expect.poll(() => stage.backend.watched()).toEqual([2569, 2570, 2571, 2573]);
  });
});

test.describe("several at once", () => {
  test.use({ stageOptions: { campaigns: 5 } });

  test("are labelled and taken off the list, and both is taken back", async ({ page, stage }) => {
    await openBoard(page, "?sort=id");
    await campaignOn(page, 2570).hover();
    await campaignOn(page, 2570).getByRole("checkbox").check();
    await campaignOn(page, 2571).getByRole("checkbox").check();
    const bar = page.getByRole("group", { name: "Selected campaigns" });
    await bar.getByRole("button", { name: "Label…" }).click();
    await page.getByRole("dialog", { name: "Label of 2 campaigns" }).getByLabel("Label").fill("Night shift");
    await page.getByRole("button", { name: "Set label" }).click();
    await expect(campaignOn(page, 2571).getByText("Night shift")).toBeVisible();
    await bar.getByRole("button", { name: "Stop watching" }).click();
    await expect(allCampaigns(page)).toHaveCount(3);
    await expect(bar).toHaveCount(0);
    expect(await stage.backend.watched()).toEqual([2569, 2572, 2573]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(allCampaigns(page)).toHaveCount(5);
    await expect(campaignOn(page, 2570).getByText("Night shift")).toBeVisible();
  });

  test("are taken off by one request, and what a filter hides is left alone", async ({ page, stage }) => {
    await openBoard(page, "?sort=id");
    await campaignOn(page, 2570).hover();
    for (const id of [2570, 2571, 2572]) await campaignOn(page, id).getByRole("checkbox").check();
    await page.getByRole("searchbox").fill("2571");
    await expect(allCampaigns(page)).toHaveCount(1);
    const bar = page.getByRole("group", { name: "Selected campaigns" });
    await expect(bar).toContainText("1 selected");
    await expect(bar).toContainText("2 more are hidden by the filter and not affected");
    const writes: string[] = [];
    page.on("request", (request) => {
      const path = new URL(request.url()).pathname;
      if (path.startsWith("/api/v1/watch-list")) writes.push(`${request.method()} ${path}`);
    });
    await bar.getByRole("button", { name: "Stop watching" }).click();
    await expect(page.getByRole("status").filter({ hasText: "No longer watching" })).toBeVisible();
    expect(await stage.backend.watched()).toEqual([2569, 2570, 2572, 2573]);
    await page.getByRole("searchbox").fill("");
    await expect(bar).toContainText("2 selected");
    await bar.getByRole("button", { name: "Stop watching" }).click();
    await expect(allCampaigns(page)).toHaveCount(2);
    expect(writes).toEqual(["POST /api/v1/watch-list/remove", "POST /api/v1/watch-list/remove"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(allCampaigns(page)).toHaveCount(4);
  });

  test("the archive tells its rule and is empty until something comes there", async ({ page }) => {
    await openBoard(page);
    await page
      .getByRole("navigation", { name: "Views of the board" })
      .getByRole("link", { name: "Archive" })
      .click();
    await expect(page.getByRole("heading", { name: "The archive is empty" })).toBeVisible();
    const rule = page.getByLabel("Archive ended campaigns automatically");
    await rule.selectOption("12 h after their end");
    await page.reload();
    await expect(rule).toHaveValue("12");
  });
});
