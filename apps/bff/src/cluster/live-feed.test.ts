import { createFakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { expect, it } from "vitest";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import { createLiveFeed } from "./live-feed.ts";

/** A feed whose backend holds the lease under `term`; null: not at the moment. What is written is told in words. */
function createScene() {
  const clock = createFakeClock(1_790_000_000_000);
  const written: string[] = [];
  const state = { term: 5 as number | null, answer: Promise.resolve() };
  const feed = createLiveFeed({
    store: {
      async write(term, campaigns) {
        await state.answer;
        for (const { key } of campaigns) written.push(`${key.campaignId} in ${term}`);
      },
      since: () => Promise.resolve([]),
      of: () => Promise.resolve([]),
    },
    board: { get: () => null, restore: () => null },
    poller: { follow: () => undefined },
    clock,
    logger: pino({ level: "silent" }),
    term: () => state.term,
    onFollowed: () => undefined,
  });
  return { clock, written, state, feed };
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
