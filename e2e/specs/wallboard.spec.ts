import type { CDPSession, Page } from "@playwright/test";
import { allCampaigns, campaignOn, openBoard } from "../stage/board-page.ts";
import { everyKind, type MadeCampaign } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const minute = 60_000; // ms
/** Of every kind several, so that they fill pages. */
const many = Array.from({ length: 64 }, (_, index) => {
  const kind = everyKind[index % everyKind.length] as MadeCampaign;
  return { ...kind, campaignId: 3000 + index, name: `${kind.name} ${index}` };
});
const screens = [
  [1920, 1080],
  [1366, 768],
  [3840, 2160],
  [1080, 1920],
  [390, 844],
] as const;

for (const [width, height] of screens) {
  test(`a wall of ${width} × ${height} shows all that it says, without scrolling`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await playMadeWorld(page, { campaigns: many });
    await page.goto("/wall");
    await expect(allCampaigns(page).first()).toBeVisible();
    const attention = page.getByRole("region", { name: "Needs attention" });
    await expect(attention.locator("[data-campaign]").first()).toContainText("Will miss its window");
    await expect(page.locator('[data-part="page"]')).toHaveText(/^1 \/ \d+$/);
    await expect(page.locator(".wall-row [data-attention]").first()).toBeVisible();
    expect(await hidden(page)).toEqual([]);
  });
}

/** What lies, wholly or in part, where it cannot be seen. */
function hidden(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    const scrolls = scrollWidth > clientWidth || scrollHeight > clientHeight ? ["the document scrolls"] : [];
    const parts = document.querySelectorAll("[data-campaign], header, footer, [data-part]");
    const cut = [...parts].filter((part) => {
      const { top, left, right, bottom } = part.getBoundingClientRect();
      return top < -1 || left < -1 || right > clientWidth + 1 || bottom > clientHeight + 1;
    });
    return [...scrolls, ...cut.map((part) => part.textContent.slice(0, 60))];
  });
}

test("pages turn as often as the address says, wait for whoever reads, and stop for a key", async ({
  page,
}) => {
  await playMadeWorld(page, { campaigns: many }, "2026-11-22T06:05:09.000Z");
  await page.goto("/wall?turn=20");
  const place = page.locator('[data-part="page"]');
  await expect(place).toHaveText(/^1 \//);
  await page.clock.runFor(21_000);
  await expect(place).toHaveText(/^2 \//);
  await page.keyboard.press("ArrowRight");
  await expect(place).toHaveText(/^3 \//);
  await page.clock.runFor(21_000);
  await expect(place).toHaveText(/^3 \//);
  await page.clock.runFor(10_000);
  await expect(place).toHaveText(/^4 \//);
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Resume turning pages" })).toBeVisible();
  await page.clock.runFor(2 * minute);
  await expect(place).toHaveText(/^4 \//);
  await page.keyboard.press("ArrowLeft");
  await expect(place).toHaveText(/^3 \//);
});

test("a wall takes over the board's view and gives it back", async ({ page }) => {
  await playMadeWorld(page);
  await openBoard(page, "?state=running&q=agent21");
  await page.getByRole("link", { name: "Wallboard" }).click();
  await expect(page).toHaveURL(/\/wall\?state=running&q=agent21$/);
  await expect(allCampaigns(page)).toHaveCount(2);
  await expect(page.locator('[data-part="shown"]')).toHaveText("2 of 11");
  await expect(page).toHaveTitle("(5) Wallboard – Cruiseboard");
  await page.getByRole("link", { name: "Back to the board" }).click();
  await expect(page).toHaveURL(/\/\?state=running&q=agent21$/);
  await expect(campaignOn(page, 2574)).toBeVisible();
});

test("a wall that may not be trusted says so large, and is framed", async ({ page }) => {
  const world = await playMadeWorld(page, {}, "2026-11-22T06:05:09.000Z");
  await page.goto("/wall");
  const wall = page.locator("[data-trust]");
  await expect(allCampaigns(page).first()).toBeVisible();
  await expect(wall).toHaveAttribute("data-trust", "good");
  world.upstream = { ...world.upstream, status: "unreachable" };
  await page.clock.runFor(3000);
  await expect(wall).toHaveAttribute("data-trust", "doubtful");
  await expect(page.getByRole("status").filter({ hasText: "Tencent unreachable" })).toBeVisible();
  await expect(page.getByText("no new data", { exact: true })).toBeVisible();
  await expect(page.getByText("live", { exact: true })).toHaveCount(0);
  world.reachable = false;
  await secondsPass(page, 20);
  await expect(wall).toHaveAttribute("data-trust", "none");
  await expect(page.getByRole("status").filter({ hasText: /no connection\s*last confirmed/ })).toBeVisible();
  await expect(page.locator('[data-freshness="live"]')).toHaveCount(0);
  world.reachable = true;
  world.upstream = { ...world.upstream, status: "ok" };
  await secondsPass(page, 20);
  await expect(wall).toHaveAttribute("data-trust", "good");
});

/** One by one, so that answers find their way in between. */
async function secondsPass(page: Page, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await page.clock.runFor(1000);
}

test("a day on the wall: no growth, no missed midnight, and the clocks change", async ({ page }) => {
  test.slow();
  const world = await playMadeWorld(page, { campaigns: many }, "2026-10-24T21:00:00.000Z");
  const fetches = await watchFetches(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  await page.goto("/wall?tz=Europe/Berlin&turn=10");
  await expect(allCampaigns(page).first()).toBeVisible();
  const clock = page.locator('[data-part="clock"]');
  await expect(clock).toContainText("Sat, Oct 24");
  // With few polls: the timers of a whole day would take an hour.
  const pass = async (hours: number, pollEvery: number) => {
    for (let step = 0; step < hours * (60 / pollEvery); step += 1) {
      world.campaigns = many.map((campaign, index) => ({
        ...campaign,
        calledCallees: ((campaign.calledCallees ?? 0) + step * 7) % 900,
        attention: (index + step) % 9 === 0 ? campaign.attention : [],
      }));
      // The page polls, and once more because it slept. A fetch that is under way in a leap would be taken for a slow one.
      await page.clock.fastForward(pollEvery * minute - 1000);
      await fetches.allRead();
      await page.clock.runFor(1000);
      await fetches.allRead();
    }
  };
  await page.clock.pauseAt("2026-10-24T21:59:55.000Z");
  await page.clock.runFor(4000);
  await expect(clock).toHaveText(/Sat, Oct 24.*23:59:5\d/);
  await page.clock.runFor(2000);
  await expect(clock).toHaveText(/Sun, Oct 25.*\(UTC\+2\).*00:00:0\d/);
  await pass(3, 5);
  await expect(clock).toHaveText(/Sun, Oct 25.*\(UTC\+1\).*02:00:0\d/);
  // By then what is kept up to a limit, such as alerts, has reached it, and the page's code is compiled.
  await pass(9, 5);
  const early = await weigh(cdp);
  await pass(12, 10);
  await expect(clock).toHaveText(/Sun, Oct 25.*\(UTC\+1\).*23:00:0\d/);
  await pass(1, 10);
  await expect(clock).toHaveText(/Mon, Oct 26.*00:00:0\d/);
  const late = await weigh(cdp);
  expect(await fetches.answered("/campaigns")).toBeGreaterThanOrEqual(12 * 12 + 13 * 6);
  expect(late.nodes).toBeLessThanOrEqual(early.nodes * 1.5);
  expect(late.listeners).toBeLessThanOrEqual(early.listeners + 20);
  expect(late.heap - early.heap, "bytes").toBeLessThanOrEqual(350_000);
});

/** Known within the page, since events of the network come some time after. */
async function watchFetches(page: Page) {
  await page.addInitScript(() => {
    const paths: string[] = [];
    let underWay = 0;
    const { fetch } = window;
    window.fetch = async (...call) => {
      underWay += 1;
      try {
        const response = await fetch(...call);
        await response.clone().arrayBuffer();
        paths.push(new URL(response.url).pathname);
        return response;
      } finally {
        underWay -= 1;
      }
    };
    Object.assign(window, { fetches: { paths, underWay: () => underWay } });
  });
  type Watching = { readonly fetches: { readonly paths: string[]; readonly underWay: () => number } };
  return {
    allRead: () =>
      expect
        .poll(() => page.evaluate(() => (window as unknown as Watching).fetches.underWay()), {
          intervals: [20],
        })
        .toBe(0),
    answered: (end: string) =>
      page.evaluate(
        (end) => (window as unknown as Watching).fetches.paths.filter((path) => path.endsWith(end)).length,
        end,
      ),
  };
}

/** What the page holds once everything that is not needed has gone. */
async function weigh(cdp: CDPSession) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return { nodes: of("Nodes"), listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize") };
}
