import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../test/kit/random.ts";
import { simulatePolling } from "../../test/kit/simulate-polling.ts";
import type { VirtualFault, VirtualTruth } from "../../test/kit/virtual-upstream.ts";

const start = 1_800_000_000_000;
const faults: readonly VirtualFault[] = [
  "internalError",
  "badResponse",
  "reset",
  "hang",
  "throttled",
  "credentials",
  "notFound",
];
const campaigns = 120;

/** Campaigns of every kind over the hour; a called count tells which campaign and which second it belongs to. */
function truth(campaignId: number, at: number): VirtualTruth {
  const second = Math.floor((at - start) / 1000);
  const opens = (campaignId % 40) * 60;
  const closes = opens + 1200;
  const total = 5000 + campaignId;
  const called = Math.max(0, Math.min(second, closes) - opens);
  const state = second < opens ? 0 : second < closes ? 1 : 3;
  return { state, startTime: start / 1000 + opens, endTime: start / 1000 + closes, total, called };
}

describe("an hour with faults drawn at random", () => {
  const seed = Number(process.env["SOAK_SEED"] ?? Math.floor(Math.random() * 1e9));

  it(`holds the limit, tells no false number, starves nobody and grows nothing (SOAK_SEED=${seed})`, async () => {
    const random = createRandom(seed);
    const clock = createFakeClock(start);
    const { board, poller, upstream, keys, errors, stop } = simulatePolling({
      clock,
      campaigns,
      seed,
      truth,
      stragglers: 0.01,
    });
    let faultEnds = 0;
    for (let second = 0; second < 3600; second += 5) {
      if (upstream.fault && second >= faultEnds) upstream.fault = null;
      if (!upstream.fault && random() < 0.03) {
        const kind = faults[Math.floor(random() * faults.length)] ?? "reset";
        upstream.fault = { kind, share: random() < 0.5 ? 1 : random() };
        faultEnds = second + 5 + random() * 60;
      }
      if (second % 20 === 0) poller.focus("page", keys.slice(second % 80, (second % 80) + 30));
      await clock.advance(5000);

      for (const key of keys) {
        const campaign = board.get(key);
        if (!campaign?.facts || campaign.observedAt === null) continue;
        // What is shown is what the upstream said within the second before it was observed.
        const [early, late] = [
          truth(key.campaignId, campaign.observedAt - 1000),
          truth(key.campaignId, campaign.observedAt),
        ];
        expect(campaign.facts.totalCallees).toBe(late.total);
        expect(campaign.facts.calledCallees).toBeGreaterThanOrEqual(early.called);
        expect(campaign.facts.calledCallees).toBeLessThanOrEqual(late.called);
      }
      expect(clock.pendingTimers()).toBeLessThan(100);
      expect(upstream.open).toBeLessThanOrEqual(60);
    }

    upstream.fault = null;
    await clock.advance(60_000);
    const endedAt = start + 3_600_000;
    for (const key of keys) {
      const campaign = board.get(key);
      const seen = campaign?.endConfirmed || (campaign?.observedAt ?? 0) >= endedAt;
      expect(seen, `campaign ${key.campaignId} was looked at after the faults`).toBe(true);
      expect(campaign?.facts?.stateCode).toBe(truth(key.campaignId, clock.now()).state);
    }
    expect(poller.upstream.status).toBe("ok");
    expect(upstream.arrivals.mostInAnySecond).toBeLessThanOrEqual(20);
    expect(upstream.refused).toBe(0);
    expect(errors).toEqual([]);

    const stopped = stop();
    await clock.advance(10_000);
    await stopped;
    expect(clock.pendingTimers()).toBe(0);
  });
});
