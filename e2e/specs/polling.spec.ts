import type { Page, Request } from "@playwright/test";
import { campaignOn, openBoard } from "../stage/board-page.ts";
import { countPolls, isPoll, nextPoll } from "../stage/poll-count.ts";
import { expect, lookingTest as test } from "../stage/test.ts";
import { setVisibility } from "../stage/visibility.ts";

/** Ten polls' worth of the page's own time, ms. */
const aWhile = 20_000;
const polls = "**/api/v1/campaigns*";

test("a hidden tab stops polling and catches up on return", async ({ page }) => {
  await page.clock.install();
  await openBoard(page);
  await nextPoll(page);
  await setVisibility(page, "hidden");
  const count = countPolls(page);
  await page.clock.runFor(aWhile);
  expect(count()).toBe(0);
  const caughtUp = page.waitForResponse(polls);
  await setVisibility(page, "visible");
  await caughtUp;
  await expect(page.getByText("live", { exact: true })).toBeVisible();
});

test("polls never overlap, however slow the backend is", async ({ page }) => {
  await page.clock.install();
  await openBoard(page);
  const most = countAtOnce(page);
  const held = Promise.withResolvers<void>();
  await page.route(polls, async (route) => {
    await held.promise;
    // The page may have given it up meanwhile.
    await route.continue().catch(() => undefined);
  });
  const first = page.waitForRequest(polls);
  await page.clock.runFor(2000);
  await first;
  await page.clock.runFor(aWhile);
  // A return to the tab asks at once, but not a second time.
  await setVisibility(page, "hidden");
  await setVisibility(page, "visible");
  await page.clock.runFor(2000);
  const answered = page.waitForResponse(polls);
  held.resolve();
  await answered;
  await nextPoll(page);
  expect(most()).toBe(1);
});

/** The most polls that were open at the same time from now on. */
function countAtOnce(page: Page): () => number {
  const open = new Set<Request>();
  let most = 0;
  page.on("request", (request) => {
    if (isPoll(request.url())) most = Math.max(most, open.add(request).size);
  });
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
  return () => most;
}

test("pausing stops the polls and says so, resuming catches up", async ({ page }) => {
  await page.clock.install();
  await openBoard(page);
  await page.getByRole("button", { name: "Pause updates" }).click();
  const notice = page.getByRole("status").filter({ hasText: "Updates are paused" });
  await expect(notice).toBeVisible();
  await expect(page.getByText("paused", { exact: true })).toBeVisible();
  const count = countPolls(page);
  await page.clock.runFor(aWhile);
  await setVisibility(page, "hidden");
  await setVisibility(page, "visible");
  await page.clock.runFor(aWhile);
  expect(count()).toBe(0);
  const caughtUp = page.waitForResponse(polls);
  await page.getByRole("button", { name: "Resume updates" }).first().click();
  await page.clock.runFor(2000);
  await caughtUp;
  await expect(notice).toHaveCount(0);
  await nextPoll(page);
});

for (const [name, path] of Object.entries({
  cards: "/?layout=cards&sort=id",
  "a campaign": "/campaigns/1400000000/2569",
  "the agents": "/agents",
  "the archive": "/archive",
}))
  test(`nothing at all is sent while ${name} is hidden or paused`, async ({ page }) => {
    await page.clock.install();
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 }).first()).toBeAttached();
    for (let polled = 0; polled < 3; polled += 1) await nextPoll(page);
    const sent: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/api/")) sent.push(`${request.method()} ${pathname}`);
    });
    await setVisibility(page, "hidden");
    sent.length = 0;
    await minutesPass(page, 3);
    expect(sent).toEqual([]);
    await setVisibility(page, "visible");
    for (let polled = 0; polled < 2; polled += 1) await nextPoll(page);
    await page.getByRole("button", { name: "Pause updates" }).click();
    await expect(page.getByRole("button", { name: "Resume updates" }).first()).toBeVisible();
    sent.length = 0;
    await minutesPass(page, 3);
    await setVisibility(page, "hidden");
    await setVisibility(page, "visible");
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await minutesPass(page, 1);
    expect(sent).toEqual([]);
  });

/** In quarters: whatever is due by then happens once in each, where second by second ages would be drawn for long. */
async function minutesPass(page: Page, minutes: number): Promise<void> {
  for (let quarter = 0; quarter < minutes * 4; quarter += 1) {
    await page.clock.runFor(1000);
    await page.clock.fastForward(14_000);
  }
}

test("from the second poll on only what changed is asked for", async ({ page }) => {
  await page.clock.install();
  const first = page.waitForResponse(polls);
  await openBoard(page);
  expect(new URL((await first).url()).search).toBe("");
  const next = await nextPoll(page);
  expect(new URL(next.url()).searchParams.get("since")).toBeTruthy();
  if (next.status() === 200) expect(await next.json()).toMatchObject({ full: false });
  else expect(next.status()).toBe(304);
});

test("the backend is told what is on screen, and of nothing else", async ({ page }) => {
  const told = (last: number) =>
    page.waitForRequest((request) => {
      if (request.method() !== "PUT" || !request.url().endsWith("/api/v1/focus")) return false;
      const { campaigns } = request.postDataJSON() as { campaigns: { campaignId: number }[] };
      return campaigns.some(({ campaignId }) => campaignId === last) && campaigns.length < 24;
    });
  const atTheTop = told(2569);
  await openBoard(page, "?sort=id");
  await atTheTop;
  const atTheBottom = told(2592);
  await page.keyboard.press("End");
  await expect(campaignOn(page, 2592)).toBeInViewport();
  type Focus = { page: string; campaigns: { campaignId: number }[] };
  const focus = (await atTheBottom).postDataJSON() as Focus;
  expect(focus.campaigns.map(({ campaignId }) => campaignId)).not.toContain(2569);
  // Each tab has a focus of its own: beside it, another says what it shows under another name.
  const tab = await page.context().newPage();
  const beside = tab.waitForRequest((request) => request.url().endsWith("/api/v1/focus"));
  await openBoard(tab, "?sort=id");
  expect(((await beside).postDataJSON() as Focus).page).not.toBe(focus.page);
});
