import type { Page } from "@playwright/test";
import { boardFrame, embedBoard, notes, openPortal } from "../stage/portal-page.ts";
import { expect, portalTest as test } from "../stage/portal-test.ts";

test.describe("a page that is not on the list", () => {
  test.use({ allowedComplaints: [/frame-ancestors|Framing/] });

  test("cannot frame the board: the browser refuses", async ({ page, stage }) => {
    await page.clock.install();
    await openPortal(page, stage.stranger);
    await embedBoard(page, stage);
    await expect.poll(() => page.frames().at(1)?.url()).toContain("chrome-error:");
    await page.clock.runFor(20_000);
    await expect.poll(async () => (await notes(page, "onError")).at(0)).toMatchObject({ code: "noAnswer" });
    expect(await notes(page, "onReady")).toEqual([]);
  });
});

test("the board speaks to no page that is not on its list, even if a browser let it be framed", async ({
  page,
  stage,
}) => {
  await page.route("**/api/v1/embed", (route) =>
    route.fulfill({ json: { parentOrigins: [stage.stranger] } }),
  );
  await openPortal(page, stage.portal);
  await embedBoard(page, stage);
  const frame = boardFrame(page);
  await expect(frame.getByRole("heading", { name: "Waiting for the portal" })).toBeVisible();
  await expect(frame.locator("[data-campaign]")).toHaveCount(0);
  expect(await notes(page, "onReady")).toEqual([]);
  expect(await notes(page, "onNavigate")).toEqual([]);
});

test("a frame that nobody speaks to waits calmly and shows no sign-in page", async ({ page, stage }) => {
  await openPortal(page, stage.portal);
  await page.evaluate((url) => {
    const frame = document.createElement("iframe");
    frame.name = "cruiseboard-embed";
    frame.src = url;
    document.querySelector("#one")?.append(frame);
  }, stage.board);
  const frame = boardFrame(page);
  await expect(frame.getByRole("heading", { name: "Waiting for the portal" })).toBeVisible();
  await expect(frame.locator("input, form")).toHaveCount(0);
});

test("messages of windows other than the portal's are not heeded by the board", async ({ page, stage }) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { theme: "light" });
  const frame = boardFrame(page);
  await expect(frame.locator("[data-campaign]").first()).toBeVisible();
  const sent = await postFromElsewhere(page, stage, 0, [
    { cruiseboard: true, type: "connect", version: 1, terms: { tokens: true, maxHeight: 200 } },
    { cruiseboard: true, type: "token", id: 1, token: "forged" },
    { cruiseboard: true, type: "display", theme: "dark" },
    { cruiseboard: true, type: "filters", query: "q=nothing+like+this" },
  ]);
  expect(sent).toBe(4);
  // The portal's own message, which comes later, is heeded.
  await page.evaluate(() => {
    (window as unknown as { boards: Record<string, { setLang(lang: string): void }> }).boards[
      "#one"
    ]?.setLang("zh-CN");
  });
  await expect(frame.getByRole("region", { name: "任务" })).toBeVisible();
  await expect(frame.locator("html")).toHaveAttribute("data-theme", "light");
  await expect(frame.locator("html")).toHaveAttribute("data-embedded", "fixed");
  await expect(frame.locator("[data-campaign]").first()).toBeVisible();
});

test("messages of frames other than the board are not heeded by the portal, and get no token", async ({
  page,
  stage,
}) => {
  await openPortal(page, stage.portal);
  await embedBoard(page, stage, { autoHeight: true });
  await expect.poll(() => notes(page, "onReady")).toHaveLength(1);
  const heights = (await notes(page, "onHeight")).length;
  const asked = (await notes(page, "getToken")).length;
  const sent = await postFromElsewhere(page, stage, null, [
    { cruiseboard: true, type: "hello", versions: [1] },
    { cruiseboard: true, type: "tokenWanted", id: 1 },
    { cruiseboard: true, type: "height", height: 1 },
    { cruiseboard: true, type: "navigate", view: "forged", query: "" },
    { cruiseboard: true, type: "error", code: "refused", message: "forged" },
  ]);
  expect(sent).toBe(5);
  expect(await heardElsewhere(page)).toEqual([]);
  expect(await notes(page, "getToken")).toHaveLength(asked);
  expect(JSON.stringify(await notes(page, "onNavigate"))).not.toContain("forged");
  expect(await notes(page, "onError")).toEqual([]);
  expect((await notes(page, "onHeight")).slice(heights)).not.toContain(1);
});

/**
 * Posts messages from a third site's frame beside the board: to the portal's frame of that index; null: to the portal
 * itself. Resolves once the addressee has been given them all.
 */
async function postFromElsewhere(
  page: Page,
  { stranger }: { stranger: string },
  to: number | null,
  messages: readonly object[],
): Promise<number> {
  await page.evaluate((url) => {
    const frame = document.createElement("iframe");
    frame.id = "hostile";
    frame.src = `${url}/empty`;
    document.querySelector("#two")?.append(frame);
  }, stranger);
  return page
    .frameLocator("#hostile")
    .locator("body")
    .evaluate(
      (_body, { to, messages }) => {
        const own = window as unknown as { heard: unknown[] };
        own.heard = [];
        window.addEventListener("message", ({ data }) => own.heard.push(data));
        const target = to === null ? window.parent : window.parent.frames[to];
        for (const message of messages) target?.postMessage(message, "*");
        return target ? messages.length : 0;
      },
      { to, messages },
    );
}

/** What the third site's frame has been told by anybody. */
function heardElsewhere(page: Page): Promise<unknown[]> {
  return page
    .frameLocator("#hostile")
    .locator("body")
    .evaluate(() => (window as unknown as { heard: unknown[] }).heard);
}
