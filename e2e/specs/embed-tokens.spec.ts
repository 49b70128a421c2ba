import type { Page, Request } from "@playwright/test";
import { isPoll } from "../stage/poll-count.ts";
import { boardFrame, embedBoard, notes, openPortal } from "../stage/portal-page.ts";
import { anna } from "../stage/portal-stage.ts";
import { expect, portalTest as test } from "../stage/portal-test.ts";

// Each of these changes what the portal gives.
test.describe.configure({ mode: "serial" });
test.afterEach(({ stage }) => {
  stage.signIn(anna);
  stage.tokensHold(300);
});

function tokenOf(request: Request): string {
  return request.headers()["authorization"] ?? "none";
}

/** Every token that polls have carried, in its order, and how they were answered. */
function watchPolls(page: Page) {
  const tokens: string[] = [];
  const statuses: number[] = [];
  page.on("request", (request) => {
    if (isPoll(request.url()) && tokens.at(-1) !== tokenOf(request)) tokens.push(tokenOf(request));
  });
  page.on("response", (response) => {
    if (isPoll(response.url())) statuses.push(response.status());
  });
  return { tokens, statuses };
}

/** Narrows the board down to a campaign and marks its row, so that it can be told whether it is still the same. */
async function markRow(page: Page): Promise<void> {
  const frame = boardFrame(page);
  await frame.getByRole("searchbox").fill("2570");
  const row = frame.locator("[data-campaign]");
  await expect(row).toHaveCount(1);
  await row.evaluate((element) => element.setAttribute("data-marked", ""));
}

interface WatchedWindow extends Window {
  newMessages: string[];
}

/** From here on notes every message that the board had not shown before; a skeleton is one, too. */
async function noteNewMessages(page: Page): Promise<void> {
  await boardFrame(page)
    .locator("html")
    .evaluate((html) => {
      const shown = () =>
        [...html.querySelectorAll('[role="alert"], main [role="status"]')].map(
          ({ textContent }) => textContent,
        );
      const before = new Set(shown());
      const seen: string[] = [];
      (window as unknown as WatchedWindow).newMessages = seen;
      new MutationObserver(() => seen.push(...shown().filter((message) => !before.has(message)))).observe(
        html,
        {
          childList: true,
          characterData: true,
          subtree: true,
        },
      );
    });
}

function newMessages(page: Page): Promise<string[]> {
  return boardFrame(page)
    .locator("html")
    .evaluate(() => (window as unknown as WatchedWindow).newMessages);
}

async function expectViewKept(page: Page): Promise<void> {
  await expect(boardFrame(page).locator("[data-campaign][data-marked]")).toHaveCount(1);
  await expect(boardFrame(page).getByRole("searchbox")).toHaveValue("2570");
}

test("tokens are renewed ahead of their expiry, and nothing on screen moves for it", async ({
  page,
  stage,
}) => {
  stage.tokensHold(3);
  const { tokens, statuses } = watchPolls(page);
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  await markRow(page);
  await noteNewMessages(page);
  await expect.poll(() => tokens.length).toBeGreaterThanOrEqual(4);
  expect(statuses.every((status) => status === 200 || status === 304)).toBe(true);
  await expectViewKept(page);
  expect(await newMessages(page)).toEqual([]);
  expect(await notes(page, "onError")).toEqual([]);
});

test("a network that was cut past the expiry comes back without a hand, and the view is as it was", async ({
  page,
  stage,
}) => {
  stage.tokensHold(60);
  await page.clock.install();
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  const frame = boardFrame(page);
  await markRow(page);
  await page.context().setOffline(true);
  await page.clock.runFor(120_000);
  await expect(frame.getByText("no connection")).toBeVisible();
  await expect.poll(async () => JSON.stringify(await notes(page, "onError"))).toContain("noToken");
  await expectViewKept(page);
  await page.context().setOffline(false);
  await expect
    .poll(async () => {
      await page.clock.runFor(1000);
      return frame.getByText("live", { exact: true }).count();
    })
    .toBe(1);
  await expectViewKept(page);
});

test("asleep over the expiry: no call goes out with the old token", async ({ page, stage }) => {
  await page.clock.install();
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  await markRow(page);
  const { tokens, statuses } = watchPolls(page);
  const before = await page.waitForRequest((request) => isPoll(request.url()));
  await page.clock.fastForward("01:00:00");
  await expect
    .poll(async () => {
      await page.clock.runFor(1000);
      return tokens.at(-1);
    })
    .not.toBe(before.headers()["authorization"]);
  await expect.poll(() => statuses.length).toBeGreaterThan(1);
  expect(statuses.filter((status) => status >= 400)).toEqual([]);
  await expectViewKept(page);
});

test("whoever is not signed in to the portal is told so calmly, and is let in once they are", async ({
  page,
  stage,
}) => {
  stage.signIn(null);
  await page.clock.install();
  await openPortal(page, stage.portal);
  let answered = 0;
  page.on("response", (response) => void (answered += response.url().endsWith("/board-token") ? 1 : 0));
  await embedBoard(page, stage);
  const frame = boardFrame(page);
  await expect(frame.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
  await expect.poll(async () => (await notes(page, "onError")).at(0)).toMatchObject({ code: "noToken" });
  await expect(frame.locator("input[type=password]")).toHaveCount(0);
  // The board tries again by itself, too: held back, so that it is the button that lets Anna in.
  await page.clock.pauseAt(Date.now() + 1000);
  const asked = (await notes(page, "getToken")).length;
  await expect.poll(() => answered).toBe(asked);
  stage.signIn(anna);
  await frame.getByRole("button", { name: "Try now" }).click();
  await expect.poll(async () => (await notes(page, "getToken")).length).toBeGreaterThan(asked);
  await page.clock.resume();
  await expect(frame.locator("[data-campaign]").first()).toBeVisible();
});

test("a refused token is told with the server's reason, and so is that it is over", async ({
  page,
  stage,
}) => {
  stage.tokensHold(-600);
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  const frame = boardFrame(page);
  await expect
    .poll(async () => (await notes(page, "onError")).at(-1))
    .toMatchObject({ code: "refused", message: expect.stringContaining("The token has expired") });
  await expect(frame.locator("[data-part=health]")).toContainText("access refused");
  await expect(frame.getByText("no connection")).toHaveCount(0);
  expect(await notes(page, "onRecovered")).toEqual([]);
  stage.tokensHold(300);
  await expect.poll(() => notes(page, "onRecovered")).toHaveLength(1);
  await expect(frame.locator("[data-campaign]").first()).toBeVisible();
  await expect(frame.locator("[data-part=health]")).toContainText("live");
});

test("another person's sign-in to the portal leaves nothing of what the one before saw", async ({
  page,
  stage,
}) => {
  stage.tokensHold(3);
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  const frame = boardFrame(page);
  await expect.poll(() => frame.locator("[data-campaign]").count()).toBeGreaterThan(3);
  stage.signIn({ subject: "bert", name: "Bert", role: "viewer", sdkAppIds: [], agents: null });
  await expect(frame.locator("[data-campaign]")).toHaveCount(0);
  await expect(frame.getByRole("button", { name: "Add campaigns" })).toHaveCount(0);
});

test("without tokens, and without a sign-in of its own, a frame says so and shows no sign-in page", async ({
  page,
  stage,
}) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { tokenless: true });
  await expect(boardFrame(page).getByRole("heading", { name: "Not permitted" })).toBeVisible();
  await expect(page.frameLocator("iframe").locator("input[type=password], form[action]")).toHaveCount(0);
  await expect.poll(async () => (await notes(page, "onError")).at(0)).toMatchObject({ code: "refused" });
});
