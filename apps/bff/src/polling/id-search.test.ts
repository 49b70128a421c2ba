import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { agesOf, quantile } from "../../test/kit/ages.ts";
import { createRandom } from "../../test/kit/random.ts";
import {
  type PollingSimulationOptions,
  simulatedSdkAppId,
  simulatePolling,
} from "../../test/kit/simulate-polling.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { createIdSearch, type KnownIds } from "./id-search.ts";
import type { PreviewRequest } from "./request-queues.ts";

const start = 1_800_000_000_000;
const minute = 60_000;

/** Polls on a clock of its own; `truth` also notes when ids beyond the watched ones were requested. */
function search(
  campaigns: number,
  exists: (id: number) => boolean,
  own: Partial<PollingSimulationOptions> = {},
) {
  const clock = createFakeClock(start);
  const requestedAt: number[] = [];
  const simulation = simulatePolling({
    clock,
    campaigns,
    seed: 1,
    searches: true,
    truth(id, at) {
      if (id > campaigns) requestedAt.push(at);
      const startTime = start / 1000 - 3600;
      return id <= campaigns || exists(id)
        ? {
            state: 1,
            startTime,
            endTime: startTime + 86_400,
            total: 1_000_000,
            called: Math.floor(at / 1000) - startTime,
          }
        : null;
    },
    ...own,
  });
  async function stop(): Promise<void> {
    const stopped = simulation.stop();
    await clock.advance(10_000);
    await stopped;
    expect(simulation.errors).toEqual([]);
    expect(simulation.upstream.refused).toBe(0);
  }
  return { ...simulation, clock, requestedAt, stop };
}

/** 500 ids behind the watched ones, with some gaps of up to 15. Each number costs a request, so all have to lie within 900. */
function idsWithGaps(after: number): ReadonlySet<number> {
  const random = createRandom(5);
  const ids = new Set<number>();
  for (let id = after; ids.size < 500; ids.add(id)) {
    const gap = random() < 0.06 ? 1 + Math.floor(random() * 15) : 0;
    id += 1 + (ids.size === 250 ? 15 : gap);
  }
  return ids;
}

describe("the search for new campaigns", () => {
  it("finds 500 ids with gaps of up to 15 within 15 minutes, at one request a second at most", async () => {
    const ids = idsWithGaps(10);
    const simulation = search(10, (id) => ids.has(id));
    await simulation.clock.advance(15 * minute);
    expect(new Set(simulation.found.map(({ campaignId }) => campaignId))).toEqual(ids);
    const { requestedAt } = simulation;
    const gaps = requestedAt.slice(1).map((at, index) => at - (requestedAt[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(900);
    expect(simulation.poller.upstream.discovery).toMatchObject({ found: 500 });
    await simulation.stop();
  });

  it.each([
    [200, { least: 100, most: 240 }],
    [600, { least: 0, most: 0 }],
  ])("beside %i running campaigns leaves their ages as they are", async (campaigns, expected) => {
    const p95Of = async (searches: boolean) => {
      const simulation = search(campaigns, () => true, { searches });
      const { clock, board, keys } = simulation;
      await clock.advance(90_000);
      const ages: number[] = [];
      for (let second = 0; second < 240; second += 1) {
        await clock.advance(1000);
        ages.push(...agesOf(board, keys, clock.now()));
      }
      await simulation.stop();
      return { p95: quantile(ages, 0.95), found: simulation.found.length };
    };
    const [without, beside] = [await p95Of(false), await p95Of(true)];
    expect(without.found).toBe(0);
    expect(Math.abs(beside.p95 / without.p95 - 1)).toBeLessThanOrEqual(0.05);
    expect(beside.found).toBeGreaterThanOrEqual(expected.least);
    expect(beside.found).toBeLessThanOrEqual(expected.most);
  });

  it("requests nothing while the upstream throttles, fails, or denies the application", async () => {
    const simulation = search(10, () => true);
    const { clock, upstream, requestedAt } = simulation;
    await clock.advance(20_000);
    expect(requestedAt.length).toBeGreaterThan(10);
    for (const kind of ["throttled", "internalError"] as const) {
      upstream.fault = { kind, share: 1 };
      await clock.advance(5000);
      upstream.fault = { kind, share: 0.5 };
      const before = requestedAt.length;
      await clock.advance(20_000);
      expect(requestedAt.length - before).toBeLessThanOrEqual(1);
      upstream.fault = null;
      await clock.advance(3 * minute);
    }
    upstream.denied.add(simulatedSdkAppId);
    await clock.advance(5000);
    const before = simulation.poller.upstream.discovery?.requests;
    await clock.advance(2 * minute);
    expect(simulation.poller.upstream.discovery?.requests).toBe(before);
    await simulation.stop();
  });
});

const facts = { name: "n", agent: "a" } as CampaignFacts;
const app = 1;

/** Without a poller: asked once a second what it would send, answered at once. */
function step(
  known: { highest: Map<number, number>; term: unknown },
  exists: (id: number) => boolean,
  store: (id: number) => Promise<unknown> = () => Promise.resolve(),
) {
  const clock = createFakeClock(start);
  const found: number[] = [];
  const idSearch = createIdSearch({
    clock,
    account: { sdkAppIds: null },
    spacingMs: 55,
    source: {
      knownIds: (): KnownIds => known,
      isWatched: () => false,
      async onFound({ campaignId }) {
        await store(campaignId);
        found.push(campaignId);
      },
    },
  });
  const failure = { code: "InvalidParameterValue", message: "none", requestId: null };
  const answer = async (request: PreviewRequest) => {
    const { campaignId } = request.key;
    if (exists(campaignId)) await request.resolve({ kind: "answered", at: clock.now(), facts });
    else await request.resolve({ kind: "notFound", at: clock.now(), failure });
  };
  const faults: unknown[] = [];
  return {
    found,
    faults,
    async requested(seconds: number): Promise<number[]> {
      const ids: number[] = [];
      for (let second = 0; second < seconds; second += 1) {
        const request = idSearch.next(clock.monotonic(), true, () => true);
        if (request) {
          ids.push(request.key.campaignId);
          await answer(request).catch((error: unknown) => faults.push(error));
        }
        await clock.advance(1000);
      }
      return ids;
    },
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("the pace of the search", () => {
  it("is one a second for a round of 16 ids, then one a minute, and slower after a day", async () => {
    const known = { highest: new Map([[app, 100]]), term: 1 };
    const { requested } = step(known, () => false);
    expect(await requested(16)).toEqual(range(101, 116));
    expect(await requested(180)).toHaveLength(3);
    await requested(86_400);
    expect((await requested(3000)).length).toBeLessThanOrEqual(10);
    // Somebody added a campaign.
    known.highest = new Map([[app, 103]]);
    expect((await requested(20)).length).toBeGreaterThan(15);
  });

  it("is shared by all applications, and each begins behind its own highest id", async () => {
    const known = {
      highest: new Map([
        [app, 100],
        [2, 500],
      ]),
      term: 1,
    };
    const { requested } = step(known, () => false);
    const ids = await requested(32);
    expect(ids.toSorted((one, other) => one - other)).toEqual([...range(101, 116), ...range(501, 516)]);
  });
});

it("ids that came into being behind the search are found in the next round", async () => {
  const known = { highest: new Map([[app, 100]]), term: 1 };
  let last = 100;
  const { requested, found } = step(known, (id) => id <= last);
  await requested(10);
  last = 130;
  await requested(120);
  expect(found.toSorted((one, other) => one - other)).toEqual(range(101, 130));
});

it("a campaign that could not be stored is tried again a minute later", async () => {
  let isDown = true;
  const store = () => (isDown ? Promise.reject(new Error("down")) : Promise.resolve());
  const known = { highest: new Map([[app, 100]]), term: 1 };
  const { requested, found, faults } = step(known, (id) => id === 101, store);
  expect(await requested(59)).toEqual([101]);
  expect([found, faults]).toEqual([[], [new Error("down")]]);
  isDown = false;
  expect((await requested(3)).slice(0, 2)).toEqual([101, 102]);
  expect(found).toEqual([101]);
});

it("so is one that came into being behind a higher one", async () => {
  let isDown = false;
  const store = () => (isDown ? Promise.reject(new Error("down")) : Promise.resolve());
  const known = { highest: new Map([[app, 100]]), term: 1 };
  const ids = new Set([102]);
  const { requested, found, faults } = step(known, (id) => ids.has(id), store);
  expect(await requested(18)).toEqual(range(101, 118));
  ids.add(101);
  isDown = true;
  expect(await requested(59)).toEqual([101]);
  expect(faults).toHaveLength(1);
  isDown = false;
  await requested(5);
  expect(found).toEqual([102, 101]);
});

it("a campaign that was added further on leaves none out in between, and another term begins behind it", async () => {
  const known = { highest: new Map([[app, 100]]), term: 1 };
  const { requested, found } = step(known, (id) => id <= 150);
  await requested(1);
  known.highest = new Map([[app, 140]]);
  await requested(60);
  expect(found).toEqual(range(101, 150));
  known.term = 2;
  expect(await requested(3)).toEqual([141, 142, 143]);
});
