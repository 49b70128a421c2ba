// @vitest-environment jsdom
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { commands } from "./commands.ts";
import { fakeBrowser } from "./fake-browser.ts";
import type { Page } from "./page.tsx";

const seed = Number(process.env["PAGE_SEED"] || 20_261_122);
const runs = Number(process.env["PAGE_RUNS"] || 50);
/** As a failure tells it: nothing but that run. */
const path = process.env["PAGE_PATH"];
const minute = 60_000; // ms

/** Loaded once the browser is made up. */
interface Parts {
  readonly Page: typeof Page;
  readonly commands: typeof commands;
}

let parts: Parts;

beforeAll(async () => {
  // Ahead of the page's own modules, which ask for the browser's parts as they are loaded.
  fakeBrowser();
  parts = { ...(await import("./page.tsx")), ...(await import("./commands.ts")) };
  const modules = import.meta.glob([
    "../../src/{pages,charts,alerts,connection,components}/**/*.{ts,tsx}",
    "!**/*.test.ts",
  ]);
  await Promise.all(Object.values(modules).map((load) => load()));
});

test(
  `whatever happens to the page, it stays true, quiet and in its place (seed ${seed})`,
  async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.boolean(), parts.commands, async (cards, steps) => {
        run += 1;
        const page = new parts.Page();
        try {
          await page.open({ cards });
          await fc.asyncModelRun(() => ({ model: { page }, real: page }), steps);
        } catch (error) {
          throw new Error(`In run ${run}: ${String(error)}`, { cause: error });
        } finally {
          await page.close();
        }
      }),
      {
        seed,
        numRuns: runs,
        ...(path && { path }),
        includeErrorInReport: true,
        // Then what has been found so far is told, though it may be made smaller still.
        interruptAfterTimeLimit: Math.max(10, runs / 10) * minute,
        markInterruptAsFailure: true,
        endOnFailure: process.env["PAGE_SHRINK"] === "no",
      },
    );
    expect(run).toBeGreaterThan(0);
  },
  Math.max(15, runs / 7) * minute,
);
