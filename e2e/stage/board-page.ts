import { expect, type Locator, type Page } from "@playwright/test";
import { sdkAppId } from "./backend.ts";

/** One campaign's element, on the board or on its own page. */
export function campaignOn(page: Page, campaignId: number): Locator {
  return page.locator(`[data-campaign="${sdkAppId}/${campaignId}"]`);
}

export function allCampaigns(page: Page): Locator {
  return page.locator("[data-campaign]");
}

export function boardOf(page: Page): Locator {
  return page.getByRole("region", { name: /^(Campaigns|任务)$/ });
}

/** Opens the board (or a view of it) and waits until every campaign in sight has been observed. */
export async function openBoard(page: Page, query = ""): Promise<void> {
  await page.goto(`/${query}`);
  await everyCampaignObserved(page);
}

/** @param which narrows it down, as a CSS selector. */
export async function everyCampaignObserved(page: Page, which = ""): Promise<void> {
  await expect(boardOf(page).locator("[data-campaign]").first()).toBeVisible();
  await expect.poll(() => page.evaluate(linesReachBeyondSight)).toBe(true);
  await expect(page.locator(`[data-campaign][data-freshness="pending"]${which}`)).toHaveCount(0);
}

/** Those beyond the window's edge follow the first sight a moment later. Runs in the page. */
function linesReachBeyondSight(): boolean {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- it goes to the page with the rest
  const bottomOf = (element: Element | null | undefined) => element?.getBoundingClientRect().bottom ?? 0;
  const list = document.querySelector('[role="rowgroup"][style], .campaign-cards');
  const last = [...document.querySelectorAll("[data-line]")].at(-1);
  return bottomOf(last) >= Math.min(bottomOf(list) - 1, window.innerHeight + 200);
}

export function campaignPath(campaignId: number): string {
  return `/campaigns/${sdkAppId}/${campaignId}`;
}

/** How many pixels the document is wider than the window; more than 0 would scroll sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}

/** By campaign, what its progress bar says; undefined: it says nothing, which is "unknown". */
export async function calledCounts(page: Page): Promise<Map<string, number | undefined>> {
  const rows = await allCampaigns(page).evaluateAll((elements) =>
    elements.map((element) => {
      const now = element.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow");
      return [element.getAttribute("data-campaign") ?? "", now == null ? null : Number(now)] as const;
    }),
  );
  return new Map(rows.map(([key, now]) => [key, now ?? undefined]));
}
