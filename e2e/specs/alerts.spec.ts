import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { openBoard } from "../stage/board-page.ts";
import { everyKind, type MadeCampaign, madeNow } from "../stage/made-campaigns.ts";
import { playMadeWorld } from "../stage/made-world.ts";
import { expect, lookingTest as test } from "../stage/test.ts";

const bell = (page: Page) => page.getByRole("button", { name: /^Alerts/ });
const tray = (page: Page) => page.getByRole("region", { name: /^Alerts/ });

/** The world with these campaigns stalled as well. */
function withStalled(...ids: readonly number[]): MadeCampaign[] {
  return everyKind.map((campaign) =>
    ids.includes(campaign.campaignId)
      ? { ...campaign, attention: [{ kind: "stalled", since: madeNow }] }
      : campaign,
  );
}

test("the tray lists what newly needs attention, and what is acknowledged stays so", async ({ page }) => {
  await playMadeWorld(page);
  await openBoard(page);
  await expect(bell(page)).toHaveAccessibleName("Alerts: 5 new");
  await bell(page).click();
  await expect(tray(page).getByRole("listitem")).toHaveCount(5);
  await expect(tray(page).getByRole("listitem").first()).toContainText(
    "续保提醒 · 华东Late start · Since 14:01.",
  );
  await tray(page).getByRole("button", { name: "Acknowledge: Renewal Q4 south" }).click();
  await expect(bell(page)).toHaveAccessibleName("Alerts: 4 new");
  await expect(tray(page).getByRole("button", { name: "Acknowledge: New energy SUV" })).toBeFocused();
  await page.reload();
  await expect(bell(page)).toHaveAccessibleName("Alerts: 4 new");
  await bell(page).click();
  await tray(page).getByRole("link", { name: "New energy SUV" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New energy SUV");
  await bell(page).click();
  await tray(page).getByRole("button", { name: "Acknowledge all" }).click();
  await expect(tray(page)).toContainText("Nothing new needs attention.");
  await expect(bell(page)).toHaveAccessibleName("Alerts");
  await page.keyboard.press("Escape");
  await expect(tray(page)).toHaveCount(0);
  await expect(bell(page)).toBeFocused();
});

test("of more than 99, the bell's name holds what it shows and how many there are", async ({ page }) => {
  const campaigns = Array.from({ length: 214 }, (_, index) => ({
    ...(everyKind[1] as MadeCampaign),
    campaignId: 3000 + index,
  }));
  await playMadeWorld(page, { campaigns });
  await openBoard(page);
  await expect(bell(page)).toHaveText("99+");
  await expect(bell(page)).toHaveAccessibleName("Alerts: 99+ new, 214 in all");
  const found = await new AxeBuilder({ page }).withRules("label-content-name-mismatch").analyze();
  expect(found.violations).toEqual([]);
});

test("marks are per viewer, and other tabs follow", async ({ page, context }) => {
  await playMadeWorld(page);
  await openBoard(page);
  const other = await context.newPage();
  const world = await playMadeWorld(other);
  await openBoard(other);
  await bell(page).click();
  await tray(page).getByRole("button", { name: "Acknowledge all" }).click();
  await expect(bell(other)).toHaveAccessibleName("Alerts");
  const viewer = { subject: "ada", name: "Ada", role: "viewer", sdkAppIds: null, agents: null };
  world.session = { ...world.session, viewer };
  await other.reload();
  await expect(bell(other)).toHaveAccessibleName("Alerts: 5 new");
});

test("what comes while the page is open is said once, and what was there is not", async ({ page }) => {
  const world = await playMadeWorld(page, { campaigns: withStalled() });
  await openBoard(page);
  const said = page.getByRole("status").filter({ hasText: /newly need/ });
  await expect(bell(page)).toHaveAccessibleName("Alerts: 5 new");
  world.campaigns = withStalled(2573, 2576);
  await expect(bell(page)).toHaveAccessibleName("Alerts: 7 new");
  await expect(said).toHaveText("2 campaigns newly need attention");
  await bell(page).click();
  await expect(tray(page)).toBeVisible();
});

test("an outage of the upstream is no alert of every campaign", async ({ page }) => {
  const world = await playMadeWorld(page);
  await openBoard(page);
  await expect(bell(page)).toHaveAccessibleName("Alerts: 5 new");
  world.upstream = { ...world.upstream, status: "unreachable" };
  world.campaigns = everyKind.map((campaign) => ({
    ...campaign,
    attention: [...campaign.attention, { kind: "upstreamFailing", since: madeNow }],
  }));
  await expect(page.getByText("Tencent unreachable").first()).toBeVisible();
  await expect(bell(page)).toHaveAccessibleName("Alerts: 5 new");
});

test("the browser tells only who asked for it, once for all tabs, and never of what was there", async ({
  page,
  context,
}) => {
  const told = await collectNotifications(context);
  const worlds = [await playMadeWorld(page, { campaigns: withStalled() })];
  await openBoard(page);
  await bell(page).click();
  expect(told).toEqual([]);
  await tray(page).getByRole("button", { name: "Turn on" }).click();
  await expect(tray(page)).toContainText("Browser notifications are on.");
  await page.keyboard.press("Escape");
  const other = await context.newPage();
  worlds.push(await playMadeWorld(other, { campaigns: withStalled() }));
  await openBoard(other);
  for (const world of worlds) world.campaigns = withStalled(2573, 2576);
  await expect
    .poll(() => told)
    .toEqual([
      "2 campaigns newly need attention: Credit card reactivation: Stalled, Insurance quotes: Stalled",
    ]);
  await expect(other.getByRole("status").filter({ hasText: /newly need/ })).toHaveText(/^2/);
  await page.close();
  for (const world of worlds) world.campaigns = withStalled(2573, 2575, 2576);
  await expect
    .poll(() => told.slice(1))
    .toEqual(["1 campaign newly needs attention: Survey after service: Stalled"]);
});

test("a later notification alerts again; a click comes back to the page and opens what it is about", async ({
  page,
  context,
}) => {
  const told = await collectNotifications(context);
  const world = await playMadeWorld(page, { campaigns: withStalled() });
  await openBoard(page, "?lang=en");
  await bell(page).click();
  await tray(page).getByRole("button", { name: "Turn on" }).click();
  await page.keyboard.press("Escape");
  world.campaigns = withStalled(2573);
  await expect.poll(() => told.length).toBe(1);
  world.campaigns = withStalled(2573, 2575);
  await expect.poll(() => told.length).toBe(2);
  const [first, second] = await page.evaluate(() => window.notifications.map(({ options }) => options));
  expect(second?.tag, "takes the place of the first").toBe(first?.tag);
  expect(second?.renotify).toBe(true);

  await clickNotification(page, 1);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Survey after service");
  expect(
    await page.evaluate(() => ({ focused: window.focused, closed: window.notifications[1]?.closed })),
  ).toEqual({
    focused: 1,
    closed: true,
  });

  world.campaigns = withStalled(2573, 2574, 2575, 2576);
  await expect.poll(() => told.length).toBe(3);
  await clickNotification(page, 2);
  await expect(page, "several: all that needs attention").toHaveURL(/\/\?lang=en&attention=1$/);
});

declare global {
  interface Window {
    notifications: {
      readonly options: NotificationOptions & { readonly renotify?: boolean };
      readonly closed: boolean;
      dispatchEvent(event: Event): boolean;
    }[];
    focused: number;
    tell: (words: string) => void;
  }
}

function clickNotification(page: Page, index: number): Promise<unknown> {
  return page.evaluate((which) => window.notifications[which]?.dispatchEvent(new Event("click")), index);
}

/** What the browser would show, as text; it grants whatever it is asked for. */
async function collectNotifications(context: BrowserContext): Promise<readonly string[]> {
  const told: string[] = [];
  await context.exposeBinding("tell", (_, words: string) => void told.push(words));
  await context.addInitScript(() => {
    // An empty document has no storage.
    if (location.protocol === "about:") return;
    let permission = localStorage.getItem("test.permission") ?? "default";
    class FakeNotification extends EventTarget {
      static get permission() {
        return permission;
      }
      static requestPermission() {
        permission = "granted";
        localStorage.setItem("test.permission", permission);
        return Promise.resolve(permission);
      }
      readonly options: NotificationOptions;
      closed = false;
      constructor(title: string, options: NotificationOptions) {
        super();
        this.options = options;
        window.notifications.push(this);
        window.tell(`${title}: ${options.body?.replaceAll("\n", ", ")}`);
      }
      close() {
        this.closed = true;
      }
    }
    window.notifications = [];
    window.focused = 0;
    window.focus = () => {
      window.focused += 1;
    };
    Object.defineProperty(window, "Notification", { value: FakeNotification });
  });
  return told;
}
