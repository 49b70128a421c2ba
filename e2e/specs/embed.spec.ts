import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { basePath } from "../stage/backend.ts";
import { isPoll } from "../stage/poll-count.ts";
import { boardFrame, embedBoard, frameHeight, notes, openPortal, tellBoard } from "../stage/portal-page.ts";
import { expect, portalTest as test } from "../stage/portal-test.ts";

test("the example portal shows the board of another site, with third-party cookies blocked", async ({
  page,
  stage,
}) => {
  await page.goto(stage.portal);
  const frame = boardFrame(page, "#board");
  await expect(
    frame.getByRole("region", { name: "Campaigns" }).locator("[data-campaign]").first(),
  ).toBeVisible();
  const cookies = await frame.locator("html").evaluate(() => {
    document.cookie = "probe=1; SameSite=None; Secure";
    return document.cookie;
  });
  expect(cookies, "the browser blocks what the board does without").toBe("");
});

test("a board is there within a second once its files are known", async ({ page, stage }) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  await expect.poll(() => notes(page, "onReady")).toHaveLength(1);
  await tellBoard(page, "destroy");
  const milliseconds: number[] = [];
  for (const container of ["#one", "#two", "#one"]) {
    const start = performance.now();
    await embedBoard(page, stage, { container });
    await expect(boardFrame(page, container).locator("[data-campaign]").first()).toBeVisible();
    milliseconds.push(Math.round(performance.now() - start));
    await tellBoard(page, "destroy", undefined, container);
  }
  test.info().annotations.push({ type: "warm embed, ms", description: milliseconds.join(", ") });
  // Generous, for slow machines: what it takes stands in the report.
  expect(Math.min(...milliseconds)).toBeLessThan(5000);
});

test("nothing that lets the board in is found in an address, a cookie or a store", async ({
  page,
  stage,
}) => {
  const urls: string[] = [];
  const authorized: string[] = [];
  page.on("request", (request) => {
    urls.push(request.url());
    const { authorization } = request.headers();
    if (authorization !== undefined) authorized.push(new URL(request.url()).pathname);
  });
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  await expect.poll(() => authorized).toContain(`${basePath}/api/v1/focus`);
  for (const path of ["/api/v1/campaigns", "/api/v1/session"]) expect(authorized).toContain(basePath + path);
  expect(urls.filter((url) => /token=|eyJ/.test(url))).toEqual([]);
  const kept = await boardFrame(page)
    .locator("html")
    .evaluate(() => {
      try {
        return [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
      } catch {
        // Stores are closed to other sites here.
        return [document.cookie];
      }
    });
  expect(kept.join(" ")).not.toContain("eyJ");
  expect(await page.context().cookies()).toEqual([]);
});

test("the portal chooses view, filters, theme, language and time zone, at first and later on", async ({
  page,
  stage,
}) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, {
    filters: { states: ["running"] },
    theme: "dark",
    lang: "zh-CN",
    timeZone: "Europe/Berlin",
  });
  const frame = boardFrame(page);
  const html = frame.locator("html");
  await expect(frame.getByRole("region", { name: "任务" }).locator("[data-campaign]").first()).toBeVisible();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect(frame.getByRole("combobox", { name: "时区" })).toHaveValue("Europe/Berlin");
  await expect(frame.locator('[data-campaign]:not([data-state="running"])')).toHaveCount(0);

  await tellBoard(page, "setTheme", "light");
  await tellBoard(page, "setLang", "en");
  await tellBoard(page, "setFilters", { states: ["completed"] });
  await tellBoard(page, "setTimeZone", "Asia/Shanghai");
  await expect(html).toHaveAttribute("data-theme", "light");
  await expect(frame.getByRole("combobox", { name: "Time zone" })).toHaveValue("Asia/Shanghai");
  await expect(frame.getByRole("region", { name: "Campaigns" })).toBeVisible();
  await expect(frame.locator('[data-campaign]:not([data-state="completed"])')).toHaveCount(0);
  await expect(frame.locator("[data-campaign]").first()).toBeVisible();
});

test("the portal is told where the viewer goes, and can bring them back there", async ({ page, stage }) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { filters: { search: "2570" } });
  await boardFrame(page).locator('[data-campaign$="/2570"]').getByRole("link").click();
  const there = { view: "campaigns/1400000000/2570", query: "q=2570" };
  await expect
    .poll(async () => (await notes(page, "onNavigate")).at(-1))
    .toMatchObject({ ...there, url: `${stage.board}/${there.view}?${there.query}` });
  await embedBoard(page, stage, { container: "#two", view: there.view, filters: there.query });
  await expect(boardFrame(page, "#two").locator('main [data-campaign$="/2570"]').first()).toBeVisible();
});

test("the wallboard can be embedded, too", async ({ page, stage }) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { view: "wall", autoHeight: true });
  await expect.poll(() => notes(page, "onReady")).toHaveLength(1);
  await expect.poll(async () => (await notes(page, "onNavigate")).at(-1)).toMatchObject({ view: "wall" });
  await expect.poll(() => frameHeight(page), "it fills its container").toBe(600);
});

test("a frame that follows its content grows and shrinks, and no further than it may", async ({
  page,
  stage,
}) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { autoHeight: true, maxHeight: 900 });
  const frame = boardFrame(page);
  await expect.poll(() => frameHeight(page)).toBe(900);
  await frame.getByRole("searchbox").fill("2570");
  await expect.poll(() => frameHeight(page)).toBeLessThan(700);
  const short = await frameHeight(page);
  expect(await scrollsWithin(page), "a frame as high as its content does not scroll").toBe(false);
  await frame.getByRole("searchbox").fill("");
  await expect.poll(() => frameHeight(page)).toBe(900);
  expect(await scrollsWithin(page)).toBe(true);
  expect(await notes(page, "onHeight")).toEqual(expect.arrayContaining([900, short]));
});

async function scrollsWithin(page: Page): Promise<boolean> {
  return boardFrame(page)
    .locator("html")
    .evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight);
}

test("a table is downloaded with what lets the board in", async ({ page, stage }) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  const download = page.waitForEvent("download");
  await boardFrame(page).getByRole("link", { name: /CSV/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("cruiseboard-campaigns.csv");
  expect(await readFile(await file.path(), "utf8")).toContain("1400000000,2569");
});

test("two boards in one page keep to themselves", async ({ page, stage }) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { filters: { search: "2570" } });
  await embedBoard(page, stage, { container: "#two", theme: "light" });
  const [one, two] = [boardFrame(page), boardFrame(page, "#two")];
  await expect(one.locator("[data-campaign]")).toHaveCount(1);
  await expect.poll(() => two.locator("[data-campaign]").count()).toBeGreaterThan(3);
  await tellBoard(page, "setTheme", "dark");
  await expect(one.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(two.locator("html")).toHaveAttribute("data-theme", "light");
  await tellBoard(page, "destroy");
  const poll = page.waitForResponse(/\/api\/v1\/campaigns\?/);
  expect((await poll).status()).toBeLessThan(400);
  await expect(two.locator("[data-campaign]").first()).toBeVisible();
});

test("destroy leaves nothing behind, and may be called again", async ({ page, stage }) => {
  await page.addInitScript(countListeners);
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { autoHeight: true });
  await expect.poll(() => notes(page, "onReady")).toHaveLength(1);
  expect(await listenersLeft(page)).toBe(1);
  await tellBoard(page, "destroy");
  await tellBoard(page, "destroy");
  await expect(page.locator("iframe")).toHaveCount(0);
  expect(await listenersLeft(page)).toBe(0);
  await tellBoard(page, "setTheme", "dark");
  expect(await notes(page, "onError")).toEqual([]);
});

/** How many listen for messages, in every window. */
function countListeners(): void {
  const counted = window as unknown as { messageListeners: number };
  counted.messageListeners = 0;
  const { addEventListener, removeEventListener } = window;
  window.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    if (args[0] === "message") counted.messageListeners += 1;
    addEventListener.apply(window, args);
  };
  window.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    if (args[0] === "message") counted.messageListeners -= 1;
    removeEventListener.apply(window, args);
  };
}

function listenersLeft(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(0, (window as unknown as { messageListeners: number }).messageListeners),
  );
}

test("a frame that its portal does not draw asks for nothing, and catches up when it is drawn again", async ({
  page,
  stage,
}) => {
  await page.clock.install();
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  await expect(boardFrame(page).locator("[data-campaign]").first()).toBeVisible();
  const draw = (display: string) =>
    page.evaluate((value) => {
      const frame = document.querySelector<HTMLElement>("#one iframe");
      if (frame) frame.style.display = value;
    }, display);
  const asked: string[] = [];
  await draw("none");
  // Until it has noticed.
  await page.clock.runFor(2000);
  page.on("request", (request) => {
    if (request.url().startsWith(`${stage.board}/api/`)) asked.push(request.url());
  });
  await page.clock.runFor(40_000);
  expect(asked).toEqual([]);
  const caughtUp = page.waitForResponse((response) => isPoll(response.url()));
  await draw("");
  await page.clock.runFor(1500);
  expect((await caughtUp).ok() || (await caughtUp).status() === 304).toBe(true);
});
