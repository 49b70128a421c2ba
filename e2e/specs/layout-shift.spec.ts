import type { Page } from "@playwright/test";
import { allCampaigns, campaignPath } from "../stage/board-page.ts";
import { type MadeCampaign, madeCampaign, madeNow } from "../stage/made-campaigns.ts";
import { type MadeWorld, playMadeWorld } from "../stage/made-world.ts";
import { nextPoll } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

/** Cumulative layout shift, as browsers count it. */
const bound = 0.02;
const polls = 10;

const views = [
  { name: "the board", path: "/?lang=en" },
  { name: "cards", path: "/?lang=en&layout=cards" },
  { name: "a campaign's page", path: `${campaignPath(2569)}?lang=en` },
  { name: "the portfolio", path: "/agents?lang=en" },
] as const;
const widths = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

for (const { name, path } of views)
  for (const [device, viewport] of Object.entries(widths))
    test(`nothing jumps on ${name} while it loads and over ${polls} polls, ${device}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await observeShifts(page);
      const world = await playMadeWorld(page, {}, madeNow);
      await page.goto(path);
      await expect(allCampaigns(page).or(page.locator("[data-agent]")).first()).toBeVisible();
      await page.clock.runFor(3000);
      await expect(page.locator(".skeleton")).toHaveCount(0);
      for (let poll = 0; poll < polls; poll += 1) {
        changeEveryFigure(world);
        await nextPoll(page);
      }
      const shifts = await shiftsOf(page);
      const sum = shifts.reduce((total, { value }) => total + value, 0);
      expect(sum, JSON.stringify(shifts)).toBeLessThanOrEqual(bound);
    });

test("nothing jumps when campaigns are observed for the first time, and go to the top", async ({ page }) => {
  await page.setViewportSize(widths.desktop);
  await observeShifts(page);
  const known = Array.from({ length: 30 }, (_, index) => madeCampaign(2569 + index));
  const world = await playMadeWorld(page, { campaigns: known.map(unobserved) }, madeNow);
  await page.goto("/?lang=en");
  await expect(allCampaigns(page).first()).toBeVisible();
  await page.clock.runFor(3000);
  const attention = [{ kind: "willMissWindow", since: madeNow }];
  world.campaigns = known.map((one, index) => (index < 20 ? one : { ...one, attention }));
  await nextPoll(page);
  await expect(page.getByText("Campaign 2590 by name")).toBeVisible();
  const shifts = await shiftsOf(page);
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  expect(sum, JSON.stringify(shifts)).toBeLessThanOrEqual(bound);
});

function unobserved({ sdkAppId, campaignId }: MadeCampaign): MadeCampaign {
  const none = Object.fromEntries(Object.keys(madeCampaign(campaignId)).map((name) => [name, null]));
  const rest = {
    sdkAppId,
    campaignId,
    state: "unknown",
    callOrder: "unknown",
    freshness: "pending",
    attention: [],
  };
  return { ...none, ...rest } as unknown as MadeCampaign;
}

/** What is known changes, and each order stays as it is. */
function changeEveryFigure(world: MadeWorld): void {
  world.campaigns = world.campaigns.map((campaign) => ({
    ...campaign,
    calledCallees: campaign.calledCallees && campaign.calledCallees + 11,
    totalCallees: campaign.totalCallees && campaign.totalCallees + 500,
    pacePerMinute: campaign.pacePerMinute && campaign.pacePerMinute * 1.3,
  }));
}

interface Shift {
  readonly value: number;
  /** What moved. */
  readonly moved: readonly string[];
}

/** From the first paint on, what moved though nobody had done anything. */
async function observeShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as {
        value: number;
        sources: { node: Node | null }[];
      }[])
        shifts.push({
          value: entry.value,
          moved: entry.sources.map(({ node }) => (node instanceof Element ? node.className : "text")),
        });
    }).observe({ type: "layout-shift", buffered: true });
    Object.assign(window, { shifts });
  });
}

function shiftsOf(page: Page): Promise<readonly Shift[]> {
  return page.evaluate(() => (window as unknown as { shifts: readonly Shift[] }).shifts);
}
