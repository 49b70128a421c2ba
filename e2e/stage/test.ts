import { test as playwright } from "@playwright/test";
import { credentials } from "./credentials.ts";
import { guardContext } from "./guard.ts";
import { type SharedStage, sharedStage } from "./shared-stage.ts";
import { type Stage, type StageOptions, withStage } from "./stage.ts";

interface GuardFixtures {
  /** What the page may write to the console in this test. */
  readonly allowedComplaints: readonly RegExp[];
  readonly guard: undefined;
}

export const guarded = playwright.extend<GuardFixtures>({
  allowedComplaints: [[], { option: true }],
  guard: [
    async ({ context, allowedComplaints }, provide) => {
      const guard = guardContext(context, allowedComplaints);
      await provide(undefined);
      await guard.check();
    },
    { auto: true },
  ],
});

/** A test with an upstream and a backend of its own, to do with as it likes. */
export const test = guarded.extend<{ stageOptions: StageOptions; stage: Stage }>({
  stageOptions: [{ campaigns: 4 }, { option: true }],
  stage: async ({ stageOptions }, provide) => {
    await withStage(stageOptions, async (stage) => {
      await provide(stage);
      playwright.expect(stage.backend.log(), "the log").not.toContain(credentials.secretKey);
    });
  },
  baseURL: async ({ stage }, provide) => {
    await provide(stage.backend.url);
  },
});

/** A test that only looks: all share one board of 24 campaigns in every state. */
export const lookingTest = guarded.extend<object, { stage: SharedStage }>({
  stage: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names from the pattern
    async ({}, provide) => {
      await provide(sharedStage());
    },
    { scope: "worker" },
  ],
  baseURL: async ({ stage }, provide) => {
    await provide(stage.backend.url);
  },
});

export { expect } from "@playwright/test";
