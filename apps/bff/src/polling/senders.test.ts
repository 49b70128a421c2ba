import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { simulatedSdkAppId, simulatePolling } from "../../test/kit/simulate-polling.ts";
import type { ObserveOutcome } from "./observe-campaign.ts";
import { createSenders } from "./senders.ts";

const key = { sdkAppId: 1, campaignId: 1 };

function outcomeOf(code: string | null, fault: ObserveOutcome["fault"] = null): ObserveOutcome {
  const failure = code === null ? null : { code, message: "refused", requestId: null };
  return { at: 0, fault, failure, message: code, facts: null };
}

/** Senders of three keys; each answers what its outcome is at the time. */
function threeKeys() {
  const clock = createFakeClock(0);
  const outcomes = [outcomeOf(null), outcomeOf(null), outcomeOf(null)];
  const used = [0, 0, 0];
  const aside: string[] = [];
  const observeBy = (index: number) => () => {
    used[index] = (used[index] ?? 0) + 1;
    return Promise.resolve(outcomes[index] ?? outcomeOf(null));
  };
  const senders = createSenders({
    clock,
    observe: [observeBy(0), observeBy(1), observeBy(2)],
    requestsPerSecond: 20,
    onSetAside: (number, message) => aside.push(`${number} ${message}`),
  });
  async function sendFor(seconds: number, sdkAppId = 1) {
    used.fill(0);
    for (const end = clock.monotonic() + seconds * 1000; clock.monotonic() < end; ) {
      const wait = senders.delay(clock.monotonic(), sdkAppId);
      if (wait > 0) await clock.advance(wait);
      else await senders.send({ ...key, sdkAppId }, clock.monotonic());
    }
    return used.reduce((sum, count) => sum + count, 0) / seconds;
  }
  return { clock, senders, outcomes, used, aside, sendFor };
}

describe("three keys", () => {
  it("send three times as much, in turns", async () => {
    const { sendFor, used } = threeKeys();
    expect(await sendFor(10)).toBeGreaterThanOrEqual(52);
    expect(Math.max(...used) - Math.min(...used)).toBeLessThanOrEqual(2);
  });

  it("set a refused one aside, say so, and take it back after a probe", async () => {
    const { sendFor, outcomes, used, aside, senders, clock } = threeKeys();
    outcomes[0] = outcomeOf("AuthFailure.SecretIdNotFound", "credentials");
    expect(await sendFor(10)).toBeGreaterThanOrEqual(34);
    expect(used[0]).toBe(1);
    expect([aside, senders.message]).toEqual([
      ["1 AuthFailure.SecretIdNotFound"],
      "Key 1 is set aside: AuthFailure.SecretIdNotFound",
    ]);
    expect([senders.mostPerSecond(), senders.rate(clock.monotonic())]).toEqual([40, 40]);
    outcomes[0] = outcomeOf(null);
    await sendFor(10);
    expect([aside.at(-1), senders.message]).toEqual(["1 null", null]);
  });

  it("slow one where its own limit is reached, and all where they share it", async () => {
    const { senders, outcomes, clock } = threeKeys();
    outcomes[0] = outcomeOf("RequestLimitExceeded", "throttled");
    await senders.send(key, 0);
    expect(senders.rate(0)).toBeCloseTo(50, 0);
    outcomes[1] = outcomeOf("RequestLimitExceeded.UinLimitExceeded", "throttled");
    await clock.advance(60_000);
    await senders.send(key, clock.monotonic());
    await senders.send(key, clock.monotonic());
    expect(senders.rate(clock.monotonic())).toBeCloseTo(30, 0);
  });

  it("send what one may not see through the others", async () => {
    const { senders, outcomes, used, sendFor } = threeKeys();
    outcomes[0] = outcomeOf("UnauthorizedOperation", "permission");
    expect(await senders.send(key, 0)).toMatchObject({ anotherKey: true });
    await sendFor(5);
    expect(used[0]).toBe(0);
    for (const index of [1, 2]) outcomes[index] = outcomeOf("UnauthorizedOperation", "permission");
    await sendFor(1);
    expect(await senders.send(key, 6000)).toMatchObject({ fault: "permission", anotherKey: false });
  });
});

it("a refresh is answered by another key, and none shows a failure, while one key is refused", async () => {
  const clock = createFakeClock(1_800_000_000_000);
  const simulation = simulatePolling({ clock, campaigns: 60, seed: 4, keys: 2 });
  const [first] = simulation.upstreams;
  await clock.advance(10_000);
  if (first) first.fault = { kind: "credentials", share: 1 };
  const refreshed = simulation.poller.refresh({ sdkAppId: simulatedSdkAppId, campaignId: 7 });
  await clock.advance(2000);
  expect((await refreshed).failure).toBeNull();
  await clock.advance(20_000);
  expect(simulation.keys.filter((one) => simulation.board.get(one)?.failure)).toEqual([]);
  expect(simulation.poller.upstream).toMatchObject({ status: "ok", budgetPerSecond: 20 });
  expect(simulation.errors).toEqual([]);
  const stopped = simulation.stop();
  await clock.advance(10_000);
  await stopped;
});
