// @vitest-environment jsdom
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { fakeBrowser } from "./fake-browser.ts";
import type { commands } from "./commands.ts";

const seed = Number(process.env["PAGE_SEED"] || 20_261_122);
const runs = Number(process.env["PAGE_RUNS"] || 80);
const path = process.env["PAGE_PATH"];

let page: typeof import("./page.tsx");
let steps: typeof commands;

beforeAll(async () => {
  fakeBrowser();
  page = await import("./page.tsx");
  ({ commands: steps } = await import("./commands.ts"));
  // So that parts that come later are there at once.
  await Promise.all(Object.values(import.meta.glob(["../src/{app,features,components}/**/*.{ts,tsx}", "!**/*.test.ts"])).map((load) => load()));
});

test(`whatever is done to the page, it stays true, quiet and in its place (seed ${seed}, ${runs} runs)`, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (cmds) => {
      run += 1;
      const real = new page.Page();
      try {
        await real.open();
        real.check();
        await fc.asyncModelRun(() => ({ model: real, real }), cmds);
      } catch (error) {
        if (process.env["PAGE_DEBUG"]) console.log("DEBUG Error", run, String(error).split("\n")[0], String(cmds));
        throw new Error(`${String(error)}\nin run ${run}`, { cause: error });
      } finally {
        await real.close();
      }
    }),
    { seed, numRuns: runs, ...(path ? { path } : {}), includeErrorInReport: true, endOnFailure: process.env["PAGE_DEBUG"] === "1", interruptAfterTimeLimit: Number(process.env["PAGE_SECONDS"] || 300) * 1000 },
  );
  expect(run).toBeGreaterThan(0);
}, 3_600_000);
