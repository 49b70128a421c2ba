import { test as playwright } from "@playwright/test";
import { credentials } from "./credentials.ts";
import { guardContext } from "./guard.ts";
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

/** A test that only looks: all of a worker share one board of 24 campaigns in every state. */
export const lookingTest = guarded.extend<object, { stage: Stage }>({
  stage: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names from the pattern
    async ({}, provide) => {
      await withStage({ campaigns: 24 }, async (stage) => {
        await everyCampaignLookedAt(stage);
        await provide(stage);
      });
    },
    { scope: "worker" },
  ],
  baseURL: async ({ stage }, provide) => {
    await provide(stage.backend.url);
  },
});

async function everyCampaignLookedAt({ backend }: Stage): Promise<void> {
  const waiting = async () =>
    (await backend.board()).campaigns.filter(({ observedAt }) => observedAt === null);
  await playwright.expect.poll(waiting).toEqual([]);
}

export { expect } from "@playwright/test";
