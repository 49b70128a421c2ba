import { campaignOn, campaignPath, openBoard } from "../stage/board-page.ts";
import { hearPolls, secondsIn } from "../stage/client-clock.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { isPoll, nextAnswer } from "../stage/poll-count.ts";
import { expect, test } from "../stage/test.ts";

const polls = "**/api/v1/campaigns*";

test("an edit during an outage confirms nothing: the board stays out of touch and grows older", async ({
  page,
}) => {
  const heard = hearPolls(page);
  await openBoard(page);
  await page.route(polls, (route) => route.abort("connectionrefused"));
  const notice = page.getByRole("status").filter({ hasText: "The board cannot reach its server" });
  await expect(notice).toBeVisible();
  await campaignOn(page, 2570)
    .getByRole("button", { name: /^Stop watching / })
    .click();
  await expect(page.getByRole("status").filter({ hasText: "No longer watching" })).toBeVisible();
  await expect(notice).toBeVisible();
  await expect(page.locator('[data-contact="lost"]')).toBeVisible();
  await expect(page.locator('[data-campaign]:not([data-freshness="stale"])')).toHaveCount(0);
  const confirmed = secondsIn(await notice.textContent());
  expect(confirmed).toBeGreaterThanOrEqual((Date.now() - heard.answeredAt()) / 1000 - 2);
  await page.unroute(polls);
  await expect(notice).toHaveCount(0);
  await expect(page.locator('[data-contact="live"]')).toBeVisible();
  await expect(campaignOn(page, 2570)).toHaveCount(0);
});

test("a poll that left before a refresh was answered does not undo it", async ({ page, stage }) => {
  await page.goto(campaignPath(2569));
  await expect(campaignOn(page, 2569)).toHaveAttribute("data-freshness", "live");
  const [left, go] = [Promise.withResolvers<string | null>(), Promise.withResolvers<void>()];
  await page.route(
    polls,
    async (route) => {
      // Answered at once, and long on its way.
      const board = await stage.backend.board();
      left.resolve(new URL(route.request().url()).searchParams.get("since"));
      await go.promise;
      await route.fulfill({ json: board });
    },
    { times: 1 },
  );
  const since = await left.promise;
  await stage.simulator.override(2569, { Name: "Renamed upstream" });
  await page.getByRole("button", { name: "Refresh now" }).click();
  const name = page.getByRole("heading", { level: 1 });
  await expect(name).toHaveText("Renamed upstream");
  const late = nextAnswer(page);
  const next = page.waitForRequest((request) => isPoll(request.url()));
  go.resolve();
  await late;
  expect(await name.textContent()).toBe("Renamed upstream");
  // What the late one told of this campaign will be told again.
  expect(new URL((await next).url()).searchParams.get("since")).toBe(since);
});

test("how many a filter leaves is read aloud when the viewer filters, not with each poll", async ({
  page,
}) => {
  const world = await playMadeWorld(page, {}, "2026-11-22T06:05:09.000Z");
  await page.goto("/?state=running");
  const toolbar = page.getByRole("group", { name: "Search, filter and sort" });
  await expect(toolbar.getByText("6 of 11").first()).toBeVisible();
  const aloud = toolbar.getByRole("status");
  const before = await aloud.textContent();
  world.campaigns = world.campaigns.slice(1);
  const answered = nextAnswer(page);
  await page.clock.runFor(2500);
  await answered;
  await expect(toolbar.getByText("5 of 10").first()).toBeVisible();
  await expect(aloud).toHaveText(before ?? "");
  await toolbar.getByRole("button", { name: "Show all" }).click();
  await expect(aloud).toHaveText("10 campaigns");
});
