import type { Page } from "@playwright/test";
import { isPoll } from "./poll-count.ts";

/** A campaign as the API tells it; whatever a test does not name stays as it is. */
export interface ToldCampaign {
  readonly sdkAppId: number;
  readonly campaignId: number;
  readonly [field: string]: unknown;
}

/**
 * Lets the page's polls tell other campaigns than the backend knows: what takes the backend hours to see, or what no
 * small world has. The first poll tells all, later ones those that `change` answers.
 */
export async function tellBoard(
  page: Page,
  told: (campaigns: readonly ToldCampaign[]) => readonly ToldCampaign[],
  change: (poll: number, campaigns: readonly ToldCampaign[]) => readonly ToldCampaign[] = () => [],
): Promise<void> {
  let campaigns: readonly ToldCampaign[] | undefined;
  let polls = 0;
  await page.route(
    (url) => isPoll(url.href),
    async (route) => {
      polls += 1;
      const whole = campaigns === undefined || !new URL(route.request().url()).searchParams.has("since");
      // Not by the page's own means, which end with the page that asked, in the middle of an answer.
      const base = (await (await fetch(boardUrl(route.request().url()))).json()) as {
        campaigns: ToldCampaign[];
      };
      campaigns ??= told(base.campaigns);
      const news = whole ? campaigns : change(polls, campaigns);
      await route.fulfill({
        json: { ...base, cursor: `told ${polls}`, full: whole, campaigns: news, removed: [] },
      });
    },
  );
}

/** The whole board, whatever the page asked for. */
function boardUrl(url: string): string {
  return new URL("/api/v1/campaigns", url).href;
}

/** Minutes from now as the API tells times. */
export function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

/** What the board shows of a campaign that runs and will not be through when its window closes. */
export function missing(campaign: ToldCampaign): ToldCampaign {
  return {
    ...campaign,
    name: "Renewal south",
    state: "running",
    stateCode: 1,
    startTime: inMinutes(-60),
    endTime: inMinutes(60),
    totalCallees: 900,
    calledCallees: 412,
    pacePerMinute: 6.2,
    requiredPacePerMinute: 8.1,
    eta: { earliest: inMinutes(70), latest: inMinutes(95) },
    uncalledAtClose: 120,
    attention: [{ kind: "willMissWindow", since: inMinutes(-5) }],
  };
}
