import type { Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";
import { boardFrame, embedBoard, notes, openPortal, tellBoard } from "../stage/portal-page.ts";
import { anna } from "../stage/portal-stage.ts";
import { expect, portalTest as test } from "../stage/portal-test.ts";

const looks = (["en", "zh-CN"] as const).flatMap((lang) =>
  (["light", "dark"] as const).map((theme) => ({ lang, theme })),
);

test.afterEach(({ stage }) => stage.signIn(anna));

for (const look of looks) {
  test(`axe finds nothing in a frame 700 px wide, and nothing reaches beyond it: ${look.lang} ${look.theme}`, async ({
    page,
    stage,
  }) => {
    await openPortal(page, stage.portal);
    await embedBoard(page, stage, look);
    await expect.poll(() => notes(page, "onReady")).toHaveLength(1);
    await expectSound(page);
    await tellBoard(page, "destroy");

    stage.signIn(null);
    await embedBoard(page, stage, look);
    // Not the board's own, which is there, unseen, until the portal has answered.
    await expect(boardFrame(page).locator("#root h1:not(.sr-only)")).toBeVisible();
    await expectSound(page);
  });
}

/** axe by itself, in the frame's own page: across origins it gives a frame a second to answer, and then passes it over. */
async function expectSound(page: Page): Promise<void> {
  await page.frames().at(-1)?.evaluate(axe.source);
  const html = boardFrame(page).locator("html");
  const { looked, found } = await html.evaluate(async () => {
    const { run } = (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    const { passes, violations } = await run();
    return {
      looked: passes.length,
      found: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    };
  });
  expect(looked, "rules that found something to look at").toBeGreaterThan(5);
  expect(found).toEqual([]);
  const beyond = await html.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(beyond).toBeLessThanOrEqual(0);
}
