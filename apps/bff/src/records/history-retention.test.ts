import type { CampaignKey } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { createHistoryRetention } from "./keep-records.ts";

const day = 86_400_000;
const start = 1_790_000_000_000;

/** Three campaigns to go through, and a store that can be made to fail. */
function createScene() {
  const clock = createFakeClock(start);
  const asked: { before: number; after: number | null; at: number }[] = [];
  const log: string[] = [];
  const state = { failing: false, rounds: 0, factsBefore: 0, attentionBefore: 0 };
  const retention = createHistoryRetention({
    clock,
    retentionDays: 30,
    onRound: () => {
      state.rounds += 1;
    },
    logger: { error: (_details: unknown, message?: string) => void log.push(message ?? "") },
    store: {
      deleteOldSamples(before, after) {
        asked.push({ before, after: after?.campaignId ?? null, at: clock.now() });
        if (state.failing) return Promise.reject(new Error("disk full"));
        const next = (after?.campaignId ?? 0) + 1;
        const key: CampaignKey | null = next > 3 ? null : { sdkAppId: 1, campaignId: next };
        return Promise.resolve(key);
      },
      deleteOldFacts(before) {
        state.factsBefore = before;
        return Promise.resolve();
      },
      deleteOldAttention(before) {
        state.attentionBefore = before;
        return Promise.resolve();
      },
    },
  });
  return { clock, asked, log, state, retention };
}

it("goes through all campaigns step by step, and again an hour later", async () => {
  const { clock, asked, state, retention } = createScene();
  retention.start();
  await clock.advance(62_000);
  expect(asked.map(({ after }) => after)).toEqual([null, 1, 2, 3]);
  for (const { before, at } of asked) expect(before).toBe(at - 30 * day);
  expect(new Set(asked.map(({ at }) => at)).size).toBe(4);
  const lastBefore = asked.at(-1)?.before;
  expect(state).toMatchObject({ rounds: 1, factsBefore: lastBefore, attentionBefore: lastBefore });
  await clock.advance(3_600_000);
  expect(asked).toHaveLength(8);
  await retention.stop();
});

it("tries again later when the store fails", async () => {
  const { clock, asked, log, state, retention } = createScene();
  state.failing = true;
  retention.start();
  await clock.advance(120_000);
  expect(asked).toHaveLength(1);
  expect(log).toHaveLength(1);
  state.failing = false;
  await clock.advance(3_600_000);
  expect(state.rounds).toBe(1);
  await retention.stop();
});

it("leaves no timer, stopped at any moment", async () => {
  for (const moment of [0, 59_999, 60_000, 60_050, 100_000]) {
    const { clock, retention } = createScene();
    retention.start();
    await clock.advance(moment);
    await retention.stop();
    expect(clock.pendingTimers()).toBe(0);
  }
});
