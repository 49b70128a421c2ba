import type { Page } from "@playwright/test";
import { campaignPath, openBoard } from "../stage/board-page.ts";
import {
  type HeardPolls,
  hearPolls,
  secondsIn,
  setClientClock,
  stepClientClock,
} from "../stage/client-clock.ts";
import { nextAnswer } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const minute = 60_000; // ms
/** How far a time on the page may be from the truth, seconds. */
const tolerance = 2;
const polls = "**/api/v1/campaigns*";

for (const [name, offset] of [
  ["10 min fast", 10 * minute],
  ["10 min slow", -10 * minute],
  ["2 h fast", 120 * minute],
  ["2 h slow", -120 * minute],
] as const) {
  test.describe(`a client's clock that is ${name}`, () => {
    test("changes no age, neither while the server answers nor while it is silent", async ({ page }) => {
      await setClientClock(page, offset);
      const heard = hearPolls(page);
      await openBoard(page);
      await nextAnswer(page);
      expect(await observedWithin(page)).toBeLessThan(60);
      await goSilent(page);
      await expectTrueAges(page, heard);
      // Back: a step ahead cannot be told from a sleep.
      await stepClientClock(page, offset - 30 * minute);
      await nextSecond(page);
      await expectTrueAges(page, heard);
    });

    test("asks for the past hour of the chart, from the first time on", async ({ page, stage }) => {
      const { campaigns } = await stage.backend.board();
      const running = campaigns.findLast(({ state }) => state === "running");
      await setClientClock(page, offset);
      const asked = page.waitForRequest((request) => /\/history\?.*from=/.test(request.url()));
      await page.goto(`${campaignPath(running?.campaignId ?? 0)}?range=1h`);
      const from = Date.parse(new URL((await asked).url()).searchParams.get("from") ?? "");
      expect(Math.abs(from - (Date.now() - 60 * minute)) / 1000).toBeLessThanOrEqual(tolerance);
      await nextAnswer(page);
      await expect(page.locator("[data-campaign]").getByText(/^Observed \d+ s ago$/)).toBeVisible();
    });

    test("does not move the wall's clock", async ({ page }) => {
      await setClientClock(page, offset);
      await page.goto("/wall");
      await nextAnswer(page);
      await expectTrueWallClock(page);
      await stepClientClock(page, -offset);
      await nextAnswer(page);
      await expectTrueWallClock(page);
    });
  });
}

test("a clock that is set ahead while the server answers costs no age more than a moment", async ({
  page,
}) => {
  const heard = hearPolls(page);
  await setClientClock(page, 0);
  await openBoard(page);
  await stepClientClock(page, 120 * minute);
  await nextAnswer(page);
  await expect.poll(() => observedWithin(page)).toBeLessThan(60);
  await goSilent(page);
  await expectTrueAges(page, heard);
});

test("after a machine has slept through an outage, nothing looks younger than it is", async ({ page }) => {
  await setClientClock(page, 0);
  await openBoard(page);
  await goSilent(page);
  // The monotonic clock stands still while a machine sleeps; the client's own goes on.
  await stepClientClock(page, 480 * minute);
  await expect.poll(() => confirmedAgo(page)).toBeGreaterThanOrEqual(480 * 60);
  // It tries again by itself.
  await page.unroute(polls);
  await expect(page.getByText("live", { exact: true })).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => observedWithin(page)).toBeLessThan(60);
});

/** No poll is answered any more, and the page has noticed. */
async function goSilent(page: Page): Promise<void> {
  await page.route(polls, (route) => route.abort("connectionrefused"));
  await expect(page.getByText("The board cannot reach its server")).toBeVisible();
}

/** The page has told the time anew. */
async function nextSecond(page: Page): Promise<void> {
  const told = page.getByText(/last confirmed/);
  await expect(told).not.toHaveText((await told.textContent()) ?? "");
}

async function observedWithin(page: Page): Promise<number> {
  return secondsIn(await page.getByText(/^observed ≤/).textContent());
}

async function confirmedAgo(page: Page): Promise<number> {
  return secondsIn(await page.getByText(/last confirmed/).textContent());
}

/** That the confirmation, and each campaign in its row and its tooltip, are as old as they are said to be. */
async function expectTrueAges(page: Page, heard: HeardPolls): Promise<void> {
  const now = Date.now();
  const confirmed = (now - heard.answeredAt()) / 1000;
  expect(Math.abs((await confirmedAgo(page)) - confirmed), "confirmed").toBeLessThanOrEqual(tolerance);
  const rows = await page.locator("[data-campaign]").evaluateAll((elements) =>
    elements.map((element) => {
      const age = element.querySelector('[title^="Stale:"]');
      return [
        element.getAttribute("data-campaign") ?? "",
        age?.getAttribute("title"),
        age?.textContent,
      ] as const;
    }),
  );
  const inSeconds = rows.filter(([, tooltip]) => / \d+ s /.test(tooltip ?? ""));
  expect(inSeconds.length, "campaigns with an age in seconds").toBeGreaterThan(0);
  for (const [key, tooltip, words] of inSeconds) {
    const truth = (Date.now() - (heard.observedAt.get(key) ?? Number.NaN)) / 1000;
    expect(Math.abs(secondsIn(tooltip ?? "") - truth), `${key}: ${tooltip}`).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(secondsIn(words ?? "") - truth), `${key}: ${words}`).toBeLessThanOrEqual(tolerance);
  }
}

async function expectTrueWallClock(page: Page): Promise<void> {
  const shown = await page.locator('[data-part="clock"] time').getAttribute("datetime");
  expect(Math.abs(Date.parse(shown ?? "") - Date.now()) / 1000).toBeLessThanOrEqual(tolerance);
}
