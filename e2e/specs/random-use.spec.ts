import type { Page } from "@playwright/test";
import fc from "fast-check";
import { RandomServer } from "../stage/random-server.ts";
import { commands, type RandomPage, type Use } from "../stage/random-use.ts";
import { lookingTest as test } from "../stage/test.ts";

/** `npm run proof -- page`; with PAGE_SHRINK set, a failing list of commands is made as short as it can be. */
const runs = Number(process.env["PAGE_RUNS"] ?? 4);
const seed = Number(process.env["PAGE_SEED"] ?? Date.now() % 1_000_000_007);

for (const cards of [false, true])
  test(`random use of the ${cards ? "cards" : "table"} shows nothing untrue and loses nothing`, async ({
    context,
  }) => {
    test.setTimeout(120_000 + runs * 60_000);
    await fc.assert(
      fc.asyncProperty(commands, async (all) => {
        const page = await context.newPage();
        const setUp = {
          model: { hidden: false, paused: false, search: "", cards } satisfies Use,
          real: await open(page, cards),
        };
        await fc.asyncModelRun(() => setUp, all);
        await page.close();
      }),
      { seed, numRuns: runs, endOnFailure: process.env["PAGE_SHRINK"] === undefined },
    );
  });

async function open(page: Page, cards: boolean): Promise<RandomPage> {
  const server = new RandomServer(page);
  await server.start();
  await page.goto(cards ? "/?layout=cards" : "/");
  await page.locator("[data-campaign]").first().waitFor();
  await page.clock.pauseAt(server.now + 3000);
  server.now += 3000;
  await server.pass(3000);
  const browser = await page.context().newCDPSession(page);
  return {
    page,
    server,
    input: {
      compose: async (text) =>
        void (await browser.send("Input.imeSetComposition", {
          text,
          selectionStart: text.length,
          selectionEnd: text.length,
        })),
      commit: async (text) => void (await browser.send("Input.insertText", { text })),
    },
  };
}
