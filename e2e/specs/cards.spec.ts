import { allCampaigns, campaignOn, openBoard } from "../stage/board-page.ts";
import { madeCampaign, madeNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { nextPoll } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

test("cards are chosen by hand, stand in the URL and are kept", async ({ page }) => {
  await openBoard(page);
  await page.getByRole("button", { name: "Cards" }).click();
  await expect(page).toHaveURL(/[?&]layout=cards(&|$)/);
  await expect(page.getByRole("article").first()).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Cards" })).toBeFocused();
  await page.goto("/");
  await expect(page.getByRole("article").first()).toBeVisible();
  await page.getByRole("button", { name: "Table" }).click();
  await expect(page.getByRole("table", { name: "Campaigns" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("table", { name: "Campaigns" })).toBeVisible();
});

test("a card tells everything at once, and its chart follows when the browser is idle", async ({ page }) => {
  await openBoard(page, "?layout=cards&sort=id");
  const card = campaignOn(page, 2573);
  await expect(card.getByRole("progressbar")).toHaveAttribute("aria-valuetext", /callees called$/);
  await expect(card.getByText("Running", { exact: true })).toBeVisible();
  await expect(card.locator("time")).toHaveCount(2);
  await expect(card.locator("svg.recharts-surface")).toBeVisible();
});

test("only the cards in sight ask for their past, a few at a time", async ({ page }) => {
  let [open, most] = [0, 0];
  const asked = new Set<string>();
  await page.route("**/history?points=60*", async (route) => {
    open += 1;
    most = Math.max(most, open);
    asked.add(route.request().url());
    await route.continue();
    open -= 1;
  });
  await page.setViewportSize({ width: 1280, height: 500 });
  await openBoard(page, "?layout=cards");
  await expect(page.locator("[data-campaign] svg.recharts-surface").first()).toBeVisible();
  const shown = await allCampaigns(page).count();
  await expect.poll(() => asked.size).toBe(shown);
  expect(shown).toBeLessThan(24);
  expect(most).toBeLessThanOrEqual(2);
});

test("filters and search survive the change to cards and back", async ({ page }) => {
  await openBoard(page, "?sort=id&q=1400&state=running");
  for (const layout of ["Cards", "Table"]) {
    await page.getByRole("button", { name: layout }).click();
    await expect(page.getByRole("searchbox")).toHaveValue("1400");
    await expect(page.locator('[data-campaign]:not([data-state="running"])')).toHaveCount(0);
    await expect(allCampaigns(page).first()).toBeVisible();
  }
});

test("a campaign that moves to the front leaves every card its element, and the focus where it is", async ({
  page,
}) => {
  const campaigns = Array.from({ length: 16 }, (_, index) =>
    madeCampaign(3000 + index, { name: `Round ${index + 10}` }),
  );
  const world = await playMadeWorld(page, { campaigns }, madeNow);
  await page.setViewportSize({ width: 1280, height: 2400 });
  await openBoard(page, "?layout=cards&sort=name");
  await expect(allCampaigns(page)).toHaveCount(16);
  const focused = campaignOn(page, 3004).getByRole("link");
  await focused.focus();
  const elements = await allCampaigns(page).elementHandles();
  world.campaigns = campaigns.with(15, madeCampaign(3015, { name: "A round" }));
  await nextPoll(page);
  // The focus on a card holds the order for a while.
  for (let passed = 0; passed < 30; passed += 5) await page.clock.runFor(5000);
  await expect(allCampaigns(page).first()).toHaveAttribute("data-campaign", /\/3015$/);
  const kept = await Promise.all(elements.map((element) => element.evaluate((node) => node.isConnected)));
  expect(kept.filter(Boolean)).toHaveLength(16);
  await expect(focused).toBeFocused();
  const [first, second] = await Promise.all([3015, 3000].map((id) => campaignOn(page, id).boundingBox()));
  expect(second?.y).toBe(first?.y);
  expect(second?.x).toBeGreaterThan(first?.x ?? 0);
});
