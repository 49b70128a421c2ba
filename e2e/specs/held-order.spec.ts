import type { Page } from "@playwright/test";
import { allCampaigns, campaignOn } from "../stage/board-page.ts";
import { madeCampaign, minutesFromNow } from "../stage/made-campaigns.ts";
import { type MadeWorld, playMadeWorld } from "../stage/made-world.ts";
import { nextAnswer } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const startsAt = "2026-11-22T06:05:09.000Z";
const before = ["2601", "2602", "2603", "2604", "2605"];
const after = ["2605", "2601", "2602", "2603", "2604"];
const hint = "Order held while you are on a row";

function ids(page: Page): Promise<string[]> {
  return allCampaigns(page).evaluateAll((rows) =>
    rows.map((row) => (row.getAttribute("data-campaign") ?? "").replace(/^\d+\//, "")),
  );
}

/** The last campaign comes to need attention, and all have called. */
async function lastIsStalled(page: Page, world: MadeWorld): Promise<void> {
  world.campaigns = world.campaigns.map((campaign) => ({
    ...campaign,
    calledCallees: 500,
    attention: campaign.campaignId === 2605 ? [{ kind: "stalled", since: minutesFromNow(0) }] : [],
  }));
  await poll(page);
}

async function poll(page: Page): Promise<void> {
  const answered = nextAnswer(page);
  await page.clock.runFor(2500);
  await answered;
}

async function openFive(page: Page, query = ""): Promise<MadeWorld> {
  const world = await playMadeWorld(
    page,
    { campaigns: before.map((id) => madeCampaign(Number(id))) },
    startsAt,
  );
  await page.goto(`/${query}`);
  await expect(allCampaigns(page)).toHaveCount(5);
  expect(await ids(page)).toEqual(before);
  return world;
}

for (const layout of ["table", "cards"])
  test(`rows stay where they are while the pointer is on one, and catch up when it leaves (${layout})`, async ({
    page,
  }) => {
    const world = await openFive(page, `?layout=${layout}`);
    await campaignOn(page, 2602).hover({ position: { x: 5, y: 5 } });
    await lastIsStalled(page, world);
    expect(await ids(page)).toEqual(before);
    await expect(campaignOn(page, 2602).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "500");
    await expect(campaignOn(page, 2605)).toHaveAttribute("data-urgent", "true");
    await expect(page.getByText(hint)).toBeVisible();
    await page.mouse.move(600, 5);
    await expect(page.getByText(hint)).toHaveCount(0);
    expect(await ids(page)).toEqual(after);
  });

test("a campaign that is added while the order is held is there at once", async ({ page }) => {
  const world = await openFive(page);
  await campaignOn(page, 2602).hover({ position: { x: 5, y: 5 } });
  world.campaigns = [...world.campaigns, madeCampaign(2606)];
  await lastIsStalled(page, world);
  expect(await ids(page)).toEqual([...before, "2606"]);
  await expect(page.getByText("6 campaigns")).toBeVisible();
  await expect(page.getByText(hint)).toBeVisible();
});

test("the keyboard holds the order, too", async ({ page }) => {
  const world = await openFive(page);
  await campaignOn(page, 2602).getByRole("link").focus();
  await lastIsStalled(page, world);
  expect(await ids(page)).toEqual(before);
  await expect(page.getByText(hint)).toBeVisible();
  await page.getByRole("searchbox").focus();
  expect(await ids(page)).toEqual(after);
});

test("a pointer that was left on a row holds nothing for long, and what is removed goes at once", async ({
  page,
}) => {
  const world = await openFive(page);
  await campaignOn(page, 2602).hover();
  await lastIsStalled(page, world);
  world.campaigns = world.campaigns.filter(({ campaignId }) => campaignId !== 2603);
  await poll(page);
  expect(await ids(page)).toEqual(before.filter((id) => id !== "2603"));
  for (let passed = 0; passed < 30; passed += 5) await page.clock.runFor(5000);
  await expect(page.getByText("Order held")).toHaveCount(0);
  expect(await ids(page)).toEqual(after.filter((id) => id !== "2603"));
});

test("groups stand still, too", async ({ page }) => {
  const world = await openFive(page, "?group=state");
  await campaignOn(page, 2602).hover();
  world.campaigns = world.campaigns.map((campaign) =>
    campaign.campaignId === 2601 ? { ...campaign, state: "completed" as const, stateCode: 2 } : campaign,
  );
  await poll(page);
  expect(await ids(page)).toEqual(before);
  await expect(campaignOn(page, 2601)).toHaveAttribute("data-state", "completed");
  await page.mouse.move(600, 5);
  await expect(page.getByText("Order held")).toHaveCount(0);
  expect(await ids(page)).toEqual([...before.slice(1), "2601"]);
});
