import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { foldObservation } from "../campaigns/fold-observation.ts";
import type { Observation } from "../campaigns/observation.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts, LastObservation } from "../store/last-facts-store.ts";
import type { KeptSample } from "../store/schema.ts";
import { createHistoryRecorder } from "./history-recorder.ts";

const start = 1_790_000_000_000;
const first = { sdkAppId: 1, campaignId: 1 };
const second = { sdkAppId: 1, campaignId: 2 };

function factsOf(calledCallees: number | null, stateCode: number | null) {
  return {
    name: null,
    agent: null,
    concurrency: null,
    callOrderCode: null,
    stateCode,
    startTime: null,
    endTime: null,
    totalCallees: 100,
    calledCallees,
    uui: null,
    requestId: null,
  };
}

/** A recorder on a virtual clock, over a store of the test's own that can be made to fail or to hang. */
function createScene(options: { mostBuffered?: number; known?: LastObservation } = {}) {
  const clock = createFakeClock(start);
  const written: KeptSample[] = [];
  const writes: { samples: number; at: number }[] = [];
  const lastFacts = new Map<string, LastFacts>();
  const log: string[] = [];
  const campaigns = new Map<string, TrackedCampaign>();
  const state = { failing: false, held: null as Promise<void> | null, tries: 0 };
  const store: Pick<HistoryStore, "write" | "lastObservations"> = {
    async write(samples, facts) {
      state.tries += 1;
      await state.held;
      if (state.failing) throw new Error("disk full");
      written.push(...samples);
      for (const entry of facts) lastFacts.set(campaignPath(entry.key), entry);
      writes.push({ samples: samples.length, at: clock.now() - start });
    },
    lastObservations: () => Promise.resolve(new Map(options.known && [["1/1", options.known]])),
  };
  const logger = {
    error: (_details: unknown, message?: string) => void log.push(`error: ${message}`),
    info: (message: unknown) => void log.push(`info: ${String(message)}`),
  };
  const recorder = createHistoryRecorder(store, clock, logger, options.mostBuffered);

  function observe(key: CampaignKey, observation: Observation): void {
    const id = campaignPath(key);
    const before = campaigns.get(id) ?? trackCampaign(key, null);
    const after = foldObservation(before, observation);
    campaigns.set(id, after);
    recorder.record(before, after, observation);
  }

  /** A look now that saw this many called. */
  function look(key: CampaignKey, called: number | null, stateCode: number | null = 1): void {
    observe(key, { kind: "answered", at: clock.now(), facts: factsOf(called, stateCode) });
  }

  const called = (key: CampaignKey = first) =>
    written.filter((kept) => campaignPath(kept.key) === campaignPath(key)).map((kept) => kept.called);
  const unwatch = (key: CampaignKey) => campaigns.delete(campaignPath(key));
  return { clock, recorder, written, writes, lastFacts, log, state, look, observe, called, unwatch };
}

describe("recording", () => {
  it("keeps nothing that takes an end back", async () => {
    const { clock, recorder, look, called, lastFacts } = createScene();
    look(first, 9, 2);
    await clock.advance(60_000);
    look(first, 3, 1);
    await recorder.close();
    expect(called()).toEqual([9]);
    expect(lastFacts.get("1/1")).toMatchObject({
      observedAt: start,
      facts: { stateCode: 2, calledCallees: 9 },
    });
  });

  it("writes what changed within two seconds, all of it at once", async () => {
    const { clock, look, writes, written } = createScene();
    look(first, 1);
    await clock.advance(500);
    look(first, 2);
    look(second, 7);
    await clock.advance(1499);
    expect(writes).toEqual([]);
    await clock.advance(1);
    expect(writes).toEqual([{ samples: 3, at: 2000 }]);
    expect(written[1]).toEqual({
      key: first,
      at: start + 500,
      called: 2,
      total: 100,
      stateCode: 1,
      unobservedSince: null,
    });
  });

  it("has everything in the store within ten seconds of its observation, whatever the rhythm", async () => {
    const { clock, look, written } = createScene();
    const seen: number[] = [];
    for (let round = 0; round < 100; round += 1) {
      look(first, round);
      seen.push(clock.now());
      await clock.advance(50 + ((round * 977) % 5000));
      const due = seen.filter((at) => at <= clock.now() - 10_000);
      expect(written.map(({ at }) => at).slice(0, due.length)).toEqual(due);
    }
  });

  it("leaves out looks by which nothing changed, and failed ones", async () => {
    const { clock, look, observe, called } = createScene();
    const failure = { code: "InternalError", message: "", requestId: null };
    look(first, 1, 0);
    for (let round = 0; round < 50; round += 1) {
      await clock.advance(1000);
      look(first, 1, 0);
      observe(first, { kind: "failed", at: clock.now(), failure, cause: "campaign" });
    }
    await clock.advance(5000);
    expect(called()).toEqual([1]);
  });

  it("says until when a quiet campaign was observed, every 15 s", async () => {
    const { clock, look, lastFacts, writes } = createScene();
    for (let second = 0; second <= 60; second += 5) {
      look(first, 1, 0);
      await clock.advance(5000);
    }
    expect(lastFacts.get("1/1")?.observedAt).toBe(start + 60_000);
    expect(writes).toHaveLength(5);
  });

  it("says at once that an end is confirmed", async () => {
    const { clock, look, lastFacts } = createScene();
    look(first, 9, 2);
    await clock.advance(5000);
    expect(lastFacts.get("1/1")?.endConfirmed).toBe(false);
    look(first, 9, 2);
    await clock.advance(2000);
    expect(lastFacts.get("1/1")?.endConfirmed).toBe(true);
  });

  it("has no timer while there is nothing to write", async () => {
    const { clock, look } = createScene();
    expect(clock.pendingTimers()).toBe(0);
    look(first, 1);
    await clock.advance(2000);
    expect(clock.pendingTimers()).toBe(0);
  });

  it("marks the sample that ends a gap", async () => {
    const { clock, look, written } = createScene();
    look(first, 1);
    await clock.advance(300_000);
    look(first, 1);
    await clock.advance(2000);
    expect(written.map(({ unobservedSince }) => unobservedSince)).toEqual([null, start]);
  });
});

/** The first campaign was last looked at then, by another process. */
function lookedAt(observedAt: number, endConfirmed = false) {
  return createScene({ known: { observedAt, endConfirmed } });
}

describe("the first look of a process", () => {
  it("ends a gap that began at the last look of the process before it", async () => {
    const { clock, look, written } = lookedAt(start - 20_000);
    look(first, 1);
    look(second, 1);
    await clock.advance(2000);
    expect(written.map(({ unobservedSince }) => unobservedSince)).toEqual([start - 20_000, null]);
  });

  it("ends none after a pause as between any two looks, nor after a confirmed end", async () => {
    for (const scene of [lookedAt(start - 4000), lookedAt(start - 86_400_000, true)]) {
      scene.look(first, 1, 2);
      await scene.clock.advance(2000);
      expect(scene.written[0]?.unobservedSince).toBeNull();
    }
  });

  it("is that of a campaign watched anew, too", async () => {
    const { clock, look, unwatch, written } = lookedAt(start - 20_000);
    look(first, 1, 0);
    await clock.advance(2000);
    unwatch(first);
    await clock.advance(60_000);
    look(first, 1, 0);
    await clock.advance(2000);
    expect(written).toHaveLength(2);
    expect(written[1]?.unobservedSince).toBe(start - 20_000);
  });
});

describe("a store that fails", () => {
  it("gets everything once it is well again, in order, and is told of once", async () => {
    const { clock, look, state, called, log } = createScene();
    state.failing = true;
    for (let round = 0; round < 60; round += 1) {
      look(first, round);
      await clock.advance(1000);
    }
    expect(called()).toEqual([]);
    state.failing = false;
    await clock.advance(30_000);
    expect(called()).toEqual(Array.from({ length: 60 }, (_, round) => round));
    expect(log).toEqual(["error: history cannot be written; trying again", "info: history is written again"]);
  });

  it("is tried ever more rarely", async () => {
    const { clock, look, state } = createScene();
    state.failing = true;
    look(first, 1);
    await clock.advance(600_000);
    // Every second at first, then every five seconds: soon enough to be kept ten seconds after the store is well.
    expect(state.tries).toBeGreaterThan(110);
    expect(state.tries).toBeLessThan(125);
  });

  it("costs a bounded memory: the oldest are given up and the stretch is a gap", async () => {
    const { clock, look, state, written } = createScene({ mostBuffered: 10 });
    look(first, 0);
    await clock.advance(2000);
    state.failing = true;
    for (let round = 1; round <= 30; round += 1) {
      look(first, round);
      await clock.advance(1000);
    }
    state.failing = false;
    await clock.advance(30_000);
    expect(written.map(({ called }) => called)).toEqual([0, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    // The first that was given up was seen at two seconds; what held then is known no more.
    expect(written[1]?.unobservedSince).toBe(start + 2000);
    expect(written.slice(2).every(({ unobservedSince }) => unobservedSince === null)).toBe(true);
  });

  it("that gave up a quiet campaign's only sample gets another at the next look", async () => {
    const { clock, look, state, called, written } = createScene({ mostBuffered: 5 });
    state.failing = true;
    look(second, 7, 0);
    for (let round = 1; round <= 10; round += 1) look(first, round);
    state.failing = false;
    await clock.advance(40_000);
    expect(called(second)).toEqual([]);
    look(second, 7, 0);
    await clock.advance(2000);
    expect(called(second)).toEqual([7]);
    expect(written.at(-1)?.unobservedSince).toBe(start);
  });

  it("or hangs holds nobody up", async () => {
    const { clock, look, state, called } = createScene();
    const held = Promise.withResolvers<void>();
    state.held = held.promise;
    look(first, 1);
    await clock.advance(2000);
    look(first, 2);
    await clock.advance(20_000);
    expect(state.tries).toBe(1);
    held.resolve();
    await clock.advance(2000);
    expect(called()).toEqual([1, 2]);
  });

  it("gets a large backlog in several transactions", async () => {
    const { clock, look, state, writes, called } = createScene();
    state.failing = true;
    for (let round = 0; round < 2500; round += 1) look(first, round);
    await clock.advance(3000);
    state.failing = false;
    await clock.advance(30_000);
    expect(writes.map(({ samples }) => samples)).toEqual([1000, 1000, 500]);
    expect(called()).toHaveLength(2500);
  });
});

describe("closing", () => {
  it("writes what is left, says until when each was observed, and leaves no timer", async () => {
    const { clock, look, recorder, called, lastFacts } = createScene();
    look(first, 1, 0);
    await clock.advance(5000);
    look(first, 1, 0);
    look(second, 2);
    await recorder.close();
    expect(called(second)).toEqual([2]);
    expect(lastFacts.get("1/1")?.observedAt).toBe(start + 5000);
    expect(clock.pendingTimers()).toBe(0);
    look(first, 9);
    expect(clock.pendingTimers()).toBe(0);
  });

  it("ends even if the store fails", async () => {
    const { clock, look, recorder, state, log } = createScene();
    state.failing = true;
    look(first, 1);
    await expect(recorder.close()).resolves.toBeUndefined();
    expect(log).toHaveLength(1);
    expect(clock.pendingTimers()).toBe(0);
  });
});

it("forgets campaigns that nobody watches", async () => {
  const { clock, look, recorder, called } = createScene();
  look(first, 1, 0);
  look(second, 1, 0);
  await clock.advance(2000);
  recorder.forget((key) => key.campaignId === 2);
  await clock.advance(1000);
  look(first, 1, 0);
  look(second, 1, 0);
  await clock.advance(2000);
  expect(called(first)).toEqual([1, 1]);
  expect(called(second)).toEqual([1]);
});
