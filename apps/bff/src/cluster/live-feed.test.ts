import { createFakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { expect, it } from "vitest";
import { watchDialing } from "../../test/kit/dialed-campaign.ts";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { type Board, createBoard } from "../board/board.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import type { LiveCampaign } from "../store/live-campaign-store.ts";
import { createLiveFeed } from "./live-feed.ts";

/** A feed whose backend holds the lease under `term`; null: not at the moment. What is written is told in words. */
function createScene(parts: { board?: Pick<Board, "get" | "restore">; rows?: readonly LiveCampaign[] } = {}) {
  const clock = createFakeClock(1_790_000_000_000);
  const written: string[] = [];
  const rows: LiveCampaign[] = [];
  const state = { term: 5 as number | null, answer: Promise.resolve() };
  const feed = createLiveFeed({
    store: {
      async write(term, campaigns) {
        await state.answer;
        for (const { key } of campaigns) written.push(`${key.campaignId} in ${term}`);
        for (const [seq, one] of campaigns.entries()) rows.push({ ...one, seq });
      },
      since: () => Promise.resolve([...(parts.rows ?? [])]),
      of: () => Promise.resolve([]),
    },
    board: parts.board ?? { get: () => null, restore: () => null },
    poller: { follow: () => undefined },
    clock,
    logger: pino({ level: "silent" }),
    term: () => state.term,
    onFollowed: () => undefined,
    observesAgents: true,
  });
  return { clock, written, rows, state, feed };
}

function campaign(campaignId: number): TrackedCampaign {
  return trackCampaign({ sdkAppId: 1, campaignId }, null);
}

it("never writes under a later term what was seen under an earlier one", async () => {
  const { clock, written, state, feed } = createScene();
  const hanging = Promise.withResolvers<void>();
  state.answer = hanging.promise;
  feed.publish(campaign(1));
  await clock.advance(1000);
  feed.publish(campaign(2));
  // Meanwhile another backend had the lease, and gave it back.
  state.term = 7;
  hanging.reject(new Error("Query read timeout"));
  state.answer = Promise.resolve();
  await clock.advance(1000);
  feed.publish(campaign(3));
  await clock.advance(3000);
  expect(written).toEqual(["3 in 7"]);
  await feed.close();
  expect(clock.pendingTimers()).toBe(0);
});

it("keeps what waits while the lease has lapsed for a moment and comes back with the same term", async () => {
  const { clock, written, state, feed } = createScene();
  feed.publish(campaign(1));
  state.term = null;
  await clock.advance(1000);
  state.term = 5;
  feed.publish(campaign(2));
  await clock.advance(1000);
  expect(written).toEqual(["1 in 5", "2 in 5"]);
  await feed.close();
});

it("shows the same forecast and advice on every backend", async () => {
  const dialing = { roundMs: 40_000, size: 5, total: 900, windowMs: 90 * 60_000 };
  const known = watchDialing(dialing, { from: 0, to: 20 * 60_000, everyMs: 10_000 });
  const { clock, feed, rows } = createScene();
  feed.publish(known);
  await clock.advance(1000);
  const board = createBoard(clock, () => onlyAccountWith());
  board.watch([{ key: known.key, label: null }]);
  const follower = createScene({ board, rows });
  await follower.feed.catchUp();
  const followed = board.get(known.key);
  expect(followed).toEqual(known);
  expect(followed && presentCampaign(followed, 0).advice).toMatchObject({ concurrency: expect.any(Number) });
  await feed.close();
  await follower.feed.close();
});
