import { allCampaigns, campaignOn, campaignPath, openBoard } from "../stage/board-page.ts";
import { nextPoll } from "../stage/poll-count.ts";
import { expect, test } from "../stage/test.ts";

test.use({ stageOptions: { campaigns: 4 } });

test("a label is set by the keyboard, and taken back by Undo", async ({ page, stage }) => {
  await openBoard(page, "?sort=id");
  const pencil = campaignOn(page, 2570).getByRole("button", { name: /^Change the label of / });
  await campaignOn(page, 2570).getByRole("link").focus();
  await page.keyboard.press("Tab");
  await expect(pencil).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Label")).toBeFocused();
  await page.keyboard.type("Night shift");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(pencil).toBeFocused();
  await expect(campaignOn(page, 2570).getByText("Night shift")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Label of 1 campaign changed" })).toBeVisible();
  expect(await labelOf(stage.backend.url, 2570)).toBe("Night shift");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(campaignOn(page, 2570).getByText("Night shift")).toHaveCount(0);
  await expect.poll(() => labelOf(stage.backend.url, 2570)).toBeNull();
});

test.describe("a label that the server refuses", () => {
  test.use({ allowedComplaints: [/503/] });

  test("is what it was before, and the page says why", async ({ page }) => {
    await page.route("**/api/v1/watch-list/**", (route) =>
      route.fulfill({ status: 503, json: { code: "storage_failed" } }),
    );
    await openBoard(page, "?layout=cards&sort=id");
    const card = campaignOn(page, 2571);
    await card.hover();
    await card.getByRole("button", { name: /^Change the label of / }).click();
    await page.getByRole("dialog").getByLabel("Label").fill("South");
    await page.getByRole("button", { name: "Set label" }).click();
    await expect(
      page.getByRole("status").filter({ hasText: "Could not save: the server could not save it" }),
    ).toBeVisible();
    await expect(card.getByText("South")).toHaveCount(0);
  });
});

test("what is being typed stays through polls that move the campaign", async ({ page }) => {
  await openBoard(page, "?sort=observed");
  await allCampaigns(page).first().hover();
  await allCampaigns(page)
    .first()
    .getByRole("button", { name: /^Change the label of / })
    .click();
  const label = page.getByRole("dialog").getByLabel("Label");
  await label.fill("Half a wo");
  await label.press("ArrowLeft");
  for (let poll = 0; poll < 3; poll += 1) await nextPoll(page);
  await expect(label).toBeFocused();
  await expect(label).toHaveValue("Half a wo");
  expect(await label.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(8);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a campaign's own page sets, changes and takes away its label", async ({ page, stage }) => {
  await page.goto(campaignPath(2572));
  const change = page.getByRole("button", { name: /^Change the label of / });
  // Until it has been observed, the label stands in the heading, too.
  const facts = page.getByRole("region", { name: "Facts" });
  await expect(facts.getByText("No label", { exact: true })).toBeVisible();
  for (const [typed, kept] of [
    ["North", "North"],
    ["  North and east ", "North and east"],
    ["", null],
  ] as const) {
    await change.click();
    await page.getByRole("dialog").getByLabel("Label").fill(typed);
    await page.keyboard.press("Enter");
    await expect(facts.getByText(kept ?? "No label", { exact: true })).toBeVisible();
    await expect.poll(() => labelOf(stage.backend.url, 2572)).toBe(kept);
  }
});

test("who may only look has nothing to change labels with", async ({ page }) => {
  await page.route("**/api/v1/session", async (route) => {
    const session = (await (await route.fetch()).json()) as { enabled: object };
    await route.fulfill({
      json: { ...session, enabled: { ...session.enabled, watchListEditing: false } },
    });
  });
  await openBoard(page);
  await expect(page.getByRole("button", { name: /^Change the label of / })).toHaveCount(0);
  await page.goto(campaignPath(2572));
  await expect(page.getByText("UUI (the caller’s own data)")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Change the label of / })).toHaveCount(0);
  await expect(page.getByText("No label", { exact: true })).toHaveCount(0);
});

async function labelOf(url: string, campaignId: number): Promise<string | null | undefined> {
  const answer = (await (await fetch(`${url}/api/v1/watch-list`)).json()) as {
    campaigns: { campaignId: number; label: string | null }[];
  };
  return answer.campaigns.find((campaign) => campaign.campaignId === campaignId)?.label;
}
