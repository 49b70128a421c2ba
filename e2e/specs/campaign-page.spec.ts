import { campaignOn, campaignPath, openBoard } from "../stage/board-page.ts";
import { expect, lookingTest, test } from "../stage/test.ts";

lookingTest(
  "a deep link shows one campaign with its facts, chart and RequestId",
  async ({ page, stage, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(campaignPath(2573));
    const answer = (await stage.backend.board()).campaigns.find(({ campaignId }) => campaignId === 2573);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(answer?.name ?? "");
    await expect(campaignOn(page, 2573)).toHaveAttribute("data-state", "running");
    const facts = page.getByRole("region", { name: "Facts" });
    await expect(facts).toContainText(answer?.agent ?? "");
    await expect(facts).toContainText("1400000000");
    await expect(facts.locator(`time[datetime="${answer?.startTime}"]`)).toBeVisible();
    await expect(facts.locator(`time[datetime="${answer?.endTime}"]`)).toBeVisible();
    const figure = page.getByRole("figure");
    await expect(figure.locator("svg.recharts-surface").first()).toBeVisible();
    await expect(figure).toContainText(/called at/);

    const happened = page.getByRole("region", { name: "What happened" });
    await expect(happened.locator('[data-event="state"]').last()).toContainText("Running");
    await facts.getByRole("button", { name: "Copy RequestId" }).click();
    await expect(facts.getByText("Copied")).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^[0-9a-f-]{36}$/);
  },
);

lookingTest(
  "a campaign that is not watched, and a page that is not there, are told apart",
  async ({ page }) => {
    await page.goto(campaignPath(4711));
    await expect(page.getByRole("heading", { name: "This campaign is not on your board" })).toBeVisible();
    await page.getByRole("link", { name: "Back to the board" }).click();
    await expect(page.getByRole("region", { name: "Campaigns" })).toBeVisible();
    for (const path of ["/campaigns/1400000000/abc", "/nowhere"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    }
  },
);

test("Refresh now asks the upstream at once", async ({ page, stage }) => {
  await page.goto(campaignPath(2569));
  const campaign = campaignOn(page, 2569);
  await expect(campaign).toHaveAttribute("data-freshness", "live");
  // Paused, so that only the refresh can bring the new name.
  await page.getByRole("button", { name: "Pause updates" }).click();
  await stage.simulator.override(2569, { Name: "Renamed upstream" });
  await page.getByRole("button", { name: "Refresh now" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Renamed upstream");
});

test("a refresh that fails says so and keeps what is known", async ({ page, stage }) => {
  await page.goto(campaignPath(2569));
  const progress = campaignOn(page, 2569).getByRole("progressbar");
  await expect(progress).toHaveAttribute("aria-valuenow", /\d+/);
  const called = Number(await progress.getAttribute("aria-valuenow"));
  await stage.simulator.fault({ kind: "errorCode", code: "InternalError", campaignId: 2569 });
  await page.getByRole("button", { name: "Refresh now" }).click();
  await expect(page.getByText("The last observation failed")).toBeVisible();
  await expect(page.getByText("InternalError", { exact: true })).toBeVisible();
  expect(Number(await progress.getAttribute("aria-valuenow"))).toBeGreaterThanOrEqual(called);
  await stage.simulator.clearFaults();
  await page.getByRole("button", { name: "Refresh now" }).click();
  await expect(page.getByText("The last observation failed")).toHaveCount(0);
});

lookingTest("the way to a campaign and back keeps the view", async ({ page }) => {
  await openBoard(page, "?sort=id&state=running");
  await campaignOn(page, 2573).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/campaigns\/1400000000\/2573\?/);
  await page.getByRole("link", { name: "Back to the board" }).click();
  await expect(page).toHaveURL(/\/\?sort=id&state=running$/);
  await expect(campaignOn(page, 2573)).toBeVisible();
});

lookingTest(
  "the past is drawn from the server's history; range and CSV are at hand",
  async ({ page, stage }) => {
    const [hour, now] = [3_600_000, Date.now()];
    const at = (before: number) => new Date(now - before).toISOString();
    let status = 200;
    await page.route("**/history?*", (route) =>
      route.fulfill({
        status,
        json: {
          observedSince: at(9 * hour),
          samples: [
            { at: at(9 * hour), called: 7, total: 900, state: "running" },
            { at: at(8 * hour), called: 90, total: 900, state: "running" },
            { at: at(hour / 2), called: 91, total: 900, state: "running" },
          ],
          gaps: [{ from: at(8 * hour), to: at(hour / 2) }],
        },
      }),
    );
    await page.goto(campaignPath(2573));
    const figure = page.getByRole("figure");
    await expect(figure).toContainText(/^.*7 called at .*1 period not observed\./s);
    await expect(figure.locator("svg").getByText("not observed")).toBeVisible();
    await figure.getByRole("button", { name: "1 h" }).click();
    await expect(page).toHaveURL(/range=1h/);
    await expect(figure).toContainText("91 called at");
    await expect(figure.getByRole("button", { name: "1 h" })).toHaveAttribute("aria-pressed", "true");
    const csv = await figure.getByRole("link", { name: "CSV of the history" }).getAttribute("href");
    expect((await page.request.get(stage.backend.url + csv)).headers()["content-type"]).toContain("text/csv");

    status = 500;
    await page.reload();
    await expect(figure).toContainText("The history could not be loaded");
  },
);
