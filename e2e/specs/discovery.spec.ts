import { allCampaigns, campaignOn, openBoard } from "../stage/board-page.ts";
import { expectAccessible } from "../stage/expect-accessible.ts";
import { sendJson } from "../stage/send-json.ts";
import { expect, test } from "../stage/test.ts";

test.use({ stageOptions: { campaigns: 6, watched: 3, env: { CCC_DISCOVER: "suggest" } } });

test("new campaigns are suggested, added and dismissed; the next ids are previewed on demand", async ({
  page,
  stage: { backend, simulator },
}) => {
  const suggested = async () => {
    const path = `${backend.url}/api/v1/watch-list/suggestions`;
    return (await sendJson<{ campaigns: unknown[] }>("GET", path)).campaigns.length;
  };
  await expect.poll(suggested, { timeout: 20_000 }).toBe(3);
  await openBoard(page, "?lang=en");
  await page.getByRole("button", { name: "3 new campaigns found" }).click();
  const dialog = page.getByRole("dialog");
  const found = (id: number) => dialog.locator(`[data-preview="1400000000/${id}"]`);
  await expect(found(2574)).toContainText("1400000000/2574 · agent-");
  await expectAccessible(page);
  await found(2572).getByRole("button", { name: /^Add / }).click();
  await expect(campaignOn(page, 2572)).toBeAttached();
  await expect(dialog).toHaveAccessibleName("2 new campaigns found");
  await found(2573)
    .getByRole("button", { name: /^Dismiss / })
    .click();
  await expect(dialog).toHaveAccessibleName("1 new campaign found");
  await dialog.getByRole("button", { name: "Watch 1 campaign" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(allCampaigns(page)).toHaveCount(5);
  expect(await backend.watched()).toEqual([2569, 2570, 2571, 2572, 2574]);
  await expect(page.getByRole("button", { name: /new campaigns? found/ })).toHaveCount(0);
  expect(await suggested()).toBe(0);
  await page.locator('[data-part="health"]').click();
  await expect(page.getByText(/^Search for new campaigns: \d+ requests, 3 found/)).toBeVisible();
  await page.keyboard.press("Escape");

  await expect(page.locator('[data-campaign][data-freshness="live"]')).toHaveCount(5);
  const campaignId = await simulator.add({ total: 50, ratePerMinute: 10, lastsSeconds: 600 });
  await page.getByRole("button", { name: "Add campaigns" }).click();
  await dialog.getByRole("button", { name: "Preview the next 50 ids" }).click();
  await expect(dialog.getByLabel("Campaign ids")).toHaveValue("2575-2624");
  await expect(found(campaignId)).toHaveAttribute("data-outcome", "found");
  await expect(dialog.getByRole("status")).toHaveText("1 found, 49 not found");
  await dialog.getByRole("button", { name: "Watch 1 campaign" }).click();
  await expect(allCampaigns(page)).toHaveCount(6);
});
