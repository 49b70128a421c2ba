import { createFakeClock } from "@cruiseboard/testing";
import { afterEach, describe, expect, it } from "vitest";
import { agesOf } from "../../test/kit/ages.ts";
import {
  type PollingSimulation,
  type PollingSimulationOptions,
  simulatePolling,
} from "../../test/kit/simulate-polling.ts";
import type { VirtualFault } from "../../test/kit/virtual-upstream.ts";

const start = 1_800_000_000_000;
const runs: (() => Promise<void>)[] = [];

function simulate(options: Partial<PollingSimulationOptions> = {}) {
  const clock = createFakeClock(start);
  const simulation = simulatePolling({ clock, campaigns: 60, seed: 1, ...options });
  runs.push(async () => {
    const stopped = simulation.stop();
    await clock.advance(10_000);
    await stopped;
    expect(clock.pendingTimers()).toBe(0);
    expect(simulation.upstream.open).toBe(0);
    expect(simulation.errors).toEqual([]);
  });
  return { clock, ...simulation };
}

/** Somebody who does not give up. */
const waits = new AbortController().signal;

function unwatched(index: number) {
  return { sdkAppId: 1_400_000_000, campaignId: 500_000 + index };
}

/** Every simulation has to end with no timer armed, nothing in flight and no fault of its own. */
afterEach(async () => {
  for (const end of runs.splice(0)) await end();
});

describe("poller", () => {
  it("sees 60 campaigns within four seconds and stays within the budget", async () => {
    const { clock, board, keys, upstream } = simulate();
    await clock.advance(4000);
    expect(Math.max(...agesOf(board, keys, clock.now()))).toBeLessThan(4000);
    expect(upstream.arrivals.mostInAnySecond).toBeLessThanOrEqual(20);
    expect(upstream.refused).toBe(0);
  });

  it("keeps what is on screen fresh while a thousand others run", async () => {
    const { clock, board, keys, poller } = simulate({ campaigns: 1000 });
    const shown = keys.slice(0, 40);
    poller.focus("page", shown);
    await clock.advance(25_000);
    poller.focus("page", shown);
    await clock.advance(20_000);
    expect(Math.max(...agesOf(board, shown, clock.now()))).toBeLessThan(9000);
  });

  it("starves nobody, however much is on screen", async () => {
    const { clock, board, keys, poller } = simulate({ campaigns: 300 });
    for (let second = 0; second < 200; second += 20) {
      poller.focus("page", keys.slice(0, 200));
      await clock.advance(20_000);
    }
    // 100 campaigns share a fifth of 18 requests a second: each is asked every 28 s or so.
    expect(Math.max(...agesOf(board, keys.slice(200), clock.now()))).toBeLessThan(60_000);
  });

  it("sends a user's refresh within 0.3 s however long the queue is, and shares one request among askers", async () => {
    const { clock, poller, keys, upstream } = simulate({ campaigns: 2000 });
    await clock.advance(20_000);
    const key = keys[1999] ?? { sdkAppId: 0, campaignId: 0 };
    const sentBefore = upstream.arrivals.total;
    const answers = Promise.all([poller.refresh(key), poller.refresh(key)]);
    const asked = clock.now();
    await clock.advance(500);
    const [one, other] = await answers;
    expect(one).toBe(other);
    expect((one.observedAt ?? 0) - asked).toBeLessThan(300 + 200);
    expect(upstream.arrivals.total - sentBefore).toBeLessThanOrEqual(10);
  });

  it("asks for each refresh anew, however soon it comes after another", async () => {
    const { clock, poller, keys } = simulate({ campaigns: 10 });
    await clock.advance(5000);
    for (const key of keys.slice(0, 2)) {
      const askedAt = clock.now();
      const refresh = poller.refresh(key);
      await clock.advance(400);
      expect((await refresh).observedAt).toBeGreaterThanOrEqual(askedAt);
    }
    const again = clock.now();
    const refresh = poller.refresh(keys[0] ?? unwatched(0));
    await clock.advance(400);
    expect((await refresh).observedAt).toBeGreaterThanOrEqual(again);
  });

  it("answers a refresh of what the upstream does not know with the campaign", async () => {
    const { clock, poller, keys, upstream } = simulate({ campaigns: 10 });
    await clock.advance(5000);
    upstream.fault = { kind: "notFound", share: 1 };
    const refresh = poller.refresh(keys[0] ?? unwatched(0));
    await clock.advance(400);
    expect(await refresh).toMatchObject({ key: keys[0], failure: { at: expect.any(Number) } });
  });

  it("looks at what is not watched with the budget that is to spare", async () => {
    const { clock, poller, upstream } = simulate({ campaigns: 10 });
    await clock.advance(5000);
    const asked = clock.now();
    const looks = Promise.all(
      Array.from({ length: 40 }, (_, index) => poller.preview(unwatched(index), waits)),
    );
    await clock.advance(4500);
    const observations = await looks;
    expect(new Set(observations.map(({ kind }) => kind))).toEqual(new Set(["answered"]));
    expect(Math.max(...observations.map(({ at }) => at)) - asked).toBeLessThan(4500);
    expect(upstream.arrivals.mostInAnySecond).toBeLessThanOrEqual(20);
  });

  it("starves nothing on screen while hundreds are looked at that are not watched", async () => {
    const { clock, board, keys, poller } = simulate({ campaigns: 1000 });
    const shown = keys.slice(0, 30);
    poller.focus("page", shown);
    await clock.advance(25_000);
    poller.focus("page", shown);
    let answered = 0;
    for (let index = 0; index < 500; index += 1)
      void poller.preview(unwatched(index), waits).then(
        () => (answered += 1),
        () => undefined,
      );
    for (let second = 0; second < 20; second += 1) {
      await clock.advance(1000);
      expect(Math.max(...agesOf(board, shown, clock.now()))).toBeLessThan(8000);
    }
    expect(answered).toBeGreaterThan(100);
  });

  it("stops looking once nobody waits any more", async () => {
    const { clock, poller, upstream } = simulate({ campaigns: 1 });
    await clock.advance(5000);
    const asker = new AbortController();
    const looks = Array.from({ length: 200 }, (_, index) =>
      poller.preview(unwatched(index), asker.signal).catch((error: unknown) => error),
    );
    await clock.advance(1000);
    asker.abort();
    const before = upstream.arrivals.total;
    await clock.advance(5000);
    expect(upstream.arrivals.total - before).toBeLessThan(12);
    expect((await Promise.all(looks)).at(-1)).toMatchObject({ reason: "gone" });
  });

  it("refuses a refresh of what is not watched, and of what goes away meanwhile", async () => {
    const { clock, poller, board, keys } = simulate({ campaigns: 200 });
    await clock.advance(15_000);
    const seenAt = (key: (typeof keys)[number]) => board.get(key)?.observedAt ?? 0;
    const [key = { sdkAppId: 0, campaignId: 0 }] = keys.toSorted((one, other) => seenAt(one) - seenAt(other));
    await expect(poller.refresh({ sdkAppId: 1, campaignId: 1 })).rejects.toMatchObject({ reason: "gone" });
    const refresh = poller.refresh(key).catch((error: unknown) => error);
    poller.unwatch(key);
    await clock.advance(1000);
    expect(await refresh).toMatchObject({ reason: "gone" });
  });

  it("marks what does not exist and goes on with all others", async () => {
    const { clock, board, keys, poller } = simulate({
      truth: (campaignId, at) =>
        campaignId === 7
          ? null
          : {
              state: 1,
              startTime: start / 1000 - 60,
              endTime: start / 1000 + 86_400,
              total: 500,
              called: Math.floor((at - start) / 1000),
            },
    });
    await clock.advance(30_000);
    expect(board.get({ sdkAppId: 1_400_000_000, campaignId: 7 })).toMatchObject({
      facts: null,
      notFoundSince: expect.any(Number),
    });
    expect(
      Math.max(
        ...agesOf(
          board,
          keys.filter(({ campaignId }) => campaignId !== 7),
          clock.now(),
        ),
      ),
    ).toBeLessThan(20_000);
    expect(poller.upstream.status).toBe("ok");
  });

  it("asks a campaign right after its window opens and after it closes", async () => {
    const opens = start / 1000 + 100;
    const closes = opens + 200;
    const { clock, board } = simulate({
      campaigns: 400,
      truth: (campaignId, at) => {
        const second = Math.floor(at / 1000);
        if (campaignId !== 1)
          return { state: 1, startTime: opens - 500, endTime: closes + 9000, total: 10, called: 1 };
        return {
          state: second < opens ? 0 : second < closes ? 1 : 3,
          startTime: opens,
          endTime: closes,
          total: 10,
          called: 1,
        };
      },
    });
    const first = { sdkAppId: 1_400_000_000, campaignId: 1 };
    await clock.advance(100_000 + 2500);
    expect(board.get(first)?.facts?.stateCode).toBe(1);
    await clock.advance(200_000);
    expect(board.get(first)?.facts?.stateCode).toBe(3);
  });

  it("asks no campaign more than once a second, however much of the budget is to spare", async () => {
    const { clock, upstream } = simulate({ campaigns: 4 });
    await clock.advance(10_000);
    const before = upstream.arrivals.total;
    await clock.advance(100_000);
    expect(upstream.arrivals.total - before).toBeLessThanOrEqual(4 * 100);
  });

  it("leaves confirmed ends alone", async () => {
    const { clock, upstream } = simulate({
      truth: () => ({
        state: 2,
        startTime: start / 1000 - 60,
        endTime: start / 1000 - 1,
        total: 5,
        called: 5,
      }),
    });
    await clock.advance(60_000);
    expect(upstream.arrivals.total).toBe(120);
  });

  it("goes on when the wall clock jumps", async () => {
    const { clock, board, keys, now, poller, upstream } = simulate();
    await clock.advance(10_000);
    for (const step of [-3_600_000, 7_200_000, -3_600_000]) {
      clock.step(step);
      await clock.advance(40_000);
      const truth = clock.monotonic() + start;
      expect(Math.abs(now() - truth)).toBeLessThan(1000);
      expect(Math.max(...agesOf(board, keys, truth))).toBeLessThan(20_000);
      // Each is dated by when the upstream answered.
      for (const key of keys) {
        const answeredAt = upstream.answered.get(key.campaignId) ?? Number.NaN;
        expect(Math.abs((board.get(key)?.observedAt ?? 0) - answeredAt)).toBeLessThan(20_000);
      }
    }
    expect(Math.abs(poller.upstream.clockSkewMs ?? Number.NaN)).toBe(0);
  });
});

describe("poller, the upstream failing", () => {
  const expected: Record<VirtualFault, PollingSimulation["poller"]["upstream"]["status"]> = {
    internalError: "degraded",
    badResponse: "unreachable",
    reset: "unreachable",
    hang: "unreachable",
    throttled: "throttled",
    credentials: "credentialsRejected",
    notFound: "ok",
  };

  it.each(Object.entries(expected))(
    "tells %s as %s, keeps the last values and is back within 60 s",
    async (kind, status) => {
      const { clock, board, keys, poller, upstream } = simulate({ campaigns: 200 });
      await clock.advance(30_000);
      const before = keys.map((key) => board.get(key)?.facts);
      upstream.fault = { kind: kind as VirtualFault, share: 1 };
      await clock.advance(20_000);
      const sentBefore = upstream.arrivals.total;
      await clock.advance(40_000);
      expect(poller.upstream.status).toBe(status);
      expect(keys.map((key) => board.get(key)?.facts?.totalCallees)).toEqual(
        before.map((facts) => facts?.totalCallees),
      );
      // Probes a second at the most; an upstream that asks for fewer requests, or misses campaigns, is no outage.
      const most = status === "ok" || status === "throttled" ? 20 * 40 : 41;
      expect(upstream.arrivals.total - sentBefore).toBeLessThanOrEqual(most);
      upstream.fault = null;
      const ended = clock.now();
      await clock.advance(60_000);
      expect(poller.upstream.status).toBe("ok");
      expect(keys.filter((key) => (board.get(key)?.observedAt ?? 0) < ended)).toEqual([]);
      expect(upstream.arrivals.mostInAnySecond).toBeLessThanOrEqual(20);
    },
  );

  it("learns of an outage and its end with a single campaign, too", async () => {
    const { clock, poller, upstream } = simulate({ campaigns: 1 });
    await clock.advance(5000);
    upstream.fault = { kind: "reset", share: 1 };
    await clock.advance(45_000);
    expect(poller.upstream.status).toBe("unreachable");
    upstream.fault = null;
    await clock.advance(5000);
    expect(poller.upstream.status).toBe("ok");
  });

  it("tells a hanging upstream as soon as calls have hung to their deadline, with few campaigns, too", async () => {
    const { clock, poller, upstream, keys } = simulate({ campaigns: 4 });
    poller.focus("page", keys);
    await clock.advance(5000);
    upstream.fault = { kind: "hang", share: 1 };
    await clock.advance(8000);
    expect(poller.upstream.status).toBe("unreachable");
  });

  it("tells whoever waits for looks in an outage so, instead of letting them wait for probes", async () => {
    const { clock, poller, upstream } = simulate({ campaigns: 20 });
    await clock.advance(5000);
    upstream.fault = { kind: "reset", share: 1 };
    await clock.advance(20_000);
    const looks = Array.from({ length: 100 }, (_, index) =>
      poller.preview(unwatched(index), waits).then(
        ({ kind }) => kind,
        (error: unknown) => (error as { reason: string }).reason,
      ),
    );
    await clock.advance(7000);
    expect(new Set(await Promise.all(looks))).toEqual(new Set(["failed"]));
    expect(upstream.arrivals.total).toBeLessThan(200);
  });

  it("asks again for what the upstream refused to hear", async () => {
    const { clock, poller, upstream } = simulate({ campaigns: 1 });
    await clock.advance(5000);
    upstream.fault = { kind: "throttled", share: 1 };
    const look = poller.preview(unwatched(1), waits);
    await clock.advance(300);
    upstream.fault = null;
    await clock.advance(2000);
    expect((await look).kind).toBe("answered");
    upstream.fault = { kind: "throttled", share: 1 };
    const refused = poller.preview(unwatched(1), waits).catch((error: unknown) => error);
    await clock.advance(60_000);
    expect(await refused).toMatchObject({ reason: "busy" });
  });

  it("lets one broken campaign disturb nobody", async () => {
    const { clock, board, keys, upstream, poller } = simulate();
    await clock.advance(10_000);
    upstream.fault = { kind: "internalError", share: 0.02 };
    await clock.advance(120_000);
    expect(poller.upstream.status).toBe("ok");
    expect(Math.max(...agesOf(board, keys, clock.now()))).toBeLessThan(45_000);
  });
});
