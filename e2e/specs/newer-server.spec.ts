import type { Page } from "@playwright/test";
import { allCampaigns, campaignOn, campaignPath } from "../stage/board-page.ts";
import { madeCampaign, minutesFromNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { isPoll, nextAnswer } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const startsAt = "2026-11-22T06:05:09.000Z";

/** As a server tells it that knows more than this page. */
const newerCampaign = {
  ...madeCampaign(2569, { name: "From tomorrow" }),
  state: "paused",
  stateCode: 9,
  callOrder: "byPriority",
  freshness: "predicted",
  ending: "budgetSpent",
  failure: undefined,
  attention: [
    { kind: "budgetLow", since: minutesFromNow(-12) },
    { kind: "lineBusy", since: minutesFromNow(-3) },
  ],
  advice: { concurrency: 4, closeAt: minutesFromNow(90), agents: 2 },
  lines: { free: 4 },
} as unknown as ReturnType<typeof madeCampaign>;

const newer = {
  campaigns: [newerCampaign, madeCampaign(2570)],
  upstream: { status: "maintenance", budgetPerSecond: 20, usedPerSecond: 3, clockSkewMs: 0, message: null },
  events: [
    { kind: "note", at: minutesFromNow(-1), text: "Called the team" },
    { kind: "attention", at: minutesFromNow(-12), attention: "budgetLow", until: null },
    { kind: "state", at: minutesFromNow(-20), state: "paused", stateCode: 9 },
  ],
};

for (const [lang, words] of [
  [
    "en",
    {
      reason: "Unknown reason (budgetLow)",
      state: "Unknown (9)",
      upstream: "Tencent: unknown state",
      event: "Unknown event",
    },
  ],
  [
    "zh-CN",
    { reason: "未知原因（budgetLow）", state: "未知（9）", upstream: "腾讯云：未知状态", event: "未知事件" },
  ],
] as const)
  test(`what only a newer server knows is shown as unknown on every page (${lang})`, async ({ page }) => {
    await playMadeWorld(page, newer);
    for (const path of ["/", "/?layout=cards", "/wall", campaignPath(2569)]) {
      await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
      const campaign = campaignOn(page, 2569).first();
      await expect(campaign.getByText(words.reason).first(), path).toBeVisible();
      await expect(campaign.getByText(words.state).first(), path).toBeVisible();
      await expect(campaign).toHaveAttribute("data-state", "unknown");
      await expect(campaign).toHaveAttribute("data-freshness", "stale");
      await expect(page.getByText(words.upstream).first(), path).toBeVisible();
      expect(await page.locator("body").innerText()).not.toMatch(
        /\b(attention|state|upstream|note|events)\.\w/,
      );
    }
    await expect(page.locator("[data-event]").getByText(words.event)).toBeVisible();
    await expect(page.locator('[data-event="attention"]')).toBeVisible();
    await page.goto(`/agents?lang=${lang}`);
    await expect(page.locator("body")).toContainText("agent07");
  });

test.describe("a part that cannot be drawn", () => {
  test.use({ allowedComplaints: [/./] });

  test("is drawn again by itself once what comes can be drawn, on a wall, too", async ({ page }) => {
    const world = await playMadeWorld(page, {}, startsAt);
    await page.goto("/wall");
    await expect(campaignOn(page, 2570)).toBeVisible();
    await markPage(page);
    const good = world.campaigns;
    // Something that no version of the page can draw.
    world.campaigns = good.map((campaign) => ({
      ...campaign,
      name: { en: "An object" } as unknown as string,
    }));
    await poll(page);
    await expect(page.getByRole("heading", { name: "An error occurred on this page" })).toBeVisible();
    world.campaigns = good;
    await poll(page);
    await expect(campaignOn(page, 2570)).toBeVisible();
    expect(await isMarked(page)).toBe(true);
  });

  test("or whose chunk cannot be fetched, is fetched again by itself", async ({ page }) => {
    await playMadeWorld(page, {}, startsAt);
    let refused = 0;
    await page.route(/\/assets\/wall-page.*\.js$/, (route) => {
      refused += 1;
      return refused > 1 ? route.continue() : route.abort("connectionreset");
    });
    await page.goto("/wall");
    await expect(page.getByRole("heading", { name: "An error occurred on this page" })).toBeVisible();
    await page.clock.runFor(5000);
    await expect(allCampaigns(page).first()).toBeVisible();
  });
});

test.describe("a page that is older than its server", () => {
  test("offers a reload, and does not take it while it is in use", async ({ page }) => {
    await playNewerBuild(page);
    await page.goto("/");
    const offer = page.getByRole("status").filter({ hasText: "A newer version of this page is available" });
    await expect(offer).toBeVisible();
    await markPage(page);
    for (let minute = 0; minute < 15; minute += 1) {
      await page.mouse.move(200 + minute, 300);
      await page.clock.runFor(60_000);
    }
    expect(await isMarked(page)).toBe(true);
    await offer.getByRole("button", { name: "Reload" }).click();
    await expect.poll(() => isMarked(page)).toBe(false);
  });

  for (const [path, minutes] of [
    ["/wall", 3],
    ["/", 12],
  ] as const)
    test(`is reloaded by itself, once, when nobody has touched ${path} for a while`, async ({ page }) => {
      await playNewerBuild(page);
      await page.goto(path);
      await expect(allCampaigns(page).first()).toBeVisible();
      await markPage(page);
      const reloaded = page.waitForEvent("domcontentloaded");
      await page.clock.runFor(minutes * 60_000);
      await reloaded;
      await expect(allCampaigns(page).first()).toBeVisible();
      expect(await isMarked(page)).toBe(false);
      // As while two backends serve two pages.
      await markPage(page);
      await page.clock.runFor(minutes * 60_000);
      expect(await isMarked(page)).toBe(true);
    });

  test("is known by what each answer of the server names", async ({ page, stage }) => {
    await page.goto("/");
    await nextAnswer(page);
    const own = await page.locator('meta[name="build"]').getAttribute("content");
    expect(own).toMatch(/^[\w-]{8}$/);
    const board = (await (await fetch(`${stage.backend.url}/api/v1/campaigns`)).json()) as { build: unknown };
    expect(board.build).toBe(own);
    await expect(page.getByText("A newer version of this page is available")).toHaveCount(0);
  });
});

async function playNewerBuild(page: Page): Promise<void> {
  await playMadeWorld(page, {}, startsAt);
  await page.route(
    (url) => isPoll(url.href),
    async (route) => {
      const serverTime = await page.evaluate(() => new Date().toISOString()).catch(() => startsAt);
      const upstream = { status: "ok", budgetPerSecond: 20, usedPerSecond: 3, clockSkewMs: 0, message: null };
      await route
        .fulfill({
          json: {
            cursor: serverTime,
            full: true,
            campaigns: [madeCampaign(2569)],
            removed: [],
            upstream,
            serverTime,
            build: "Tomorrow",
          },
        })
        .catch(() => undefined);
    },
  );
}

async function poll(page: Page): Promise<void> {
  const answered = nextAnswer(page);
  await page.clock.runFor(2500);
  await answered;
}

function markPage(page: Page): Promise<void> {
  return page.evaluate(() => {
    document.documentElement.dataset["marked"] = "";
  });
}

function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => "marked" in document.documentElement.dataset).catch(() => false);
}
