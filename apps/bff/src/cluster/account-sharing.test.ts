import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { createAccountSharing } from "./account-sharing.ts";

/** Backends in memory: who asks for which account, given away and taken at once by whoever has fewest. */
function createBackends(clock: FakeClock, holders: Record<string, string>) {
  const names = Object.keys(holders);
  const backends = ["a", "b", "c"];
  const errors: unknown[] = [];
  let away = false;
  const countOf = (backend: string) => names.filter((name) => holders[name] === backend).length;
  const sharings = backends.map((backend) =>
    createAccountSharing({
      clock,
      onError: (error) => errors.push(error),
      stores: {
        backend,
        async countLeases() {
          if (away) throw new Error("away");
          return new Map(backends.map((one) => [one, countOf(one)]));
        },
        async askToShare(asked) {
          for (const sharing of sharings) await sharing.asked(asked);
        },
      },
      leads: names.map((name) => ({
        get state() {
          return { name, leads: holders[name] === backend };
        },
        async yield() {
          const [fewest] = backends
            .filter((one) => one !== backend)
            .toSorted((x, y) => countOf(x) - countOf(y));
          holders[name] = fewest ?? backend;
        },
      })),
    }),
  );
  return {
    errors,
    counts: () => backends.map(countOf),
    setAway: (value: boolean) => (away = value),
    start: () => sharings.forEach((sharing) => sharing.start()),
    stop: () => void Promise.all(sharings.map((sharing) => sharing.stop())),
  };
}

const allOfOne = (accounts: number) =>
  Object.fromEntries(Array.from({ length: accounts }, (_, index) => [`account-${index}`, "a"]));

describe("accounts", () => {
  it("spread over the backends until none has two more than another, and then stay", async () => {
    const clock = createFakeClock(0);
    const holders = allOfOne(7);
    const backends = createBackends(clock, holders);
    backends.start();
    await clock.advance(19_000);
    expect(backends.counts()).toEqual([7, 0, 0]);
    await clock.advance(120_000);
    expect(backends.counts().toSorted((some, more) => some - more)).toEqual([2, 2, 3]);
    const settled = { ...holders };
    await clock.advance(600_000);
    expect(holders).toEqual(settled);
    expect(holders["account-0"]).toBe("a");
    backends.stop();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("stay where they are while the database is away, and spread once it is back", async () => {
    const clock = createFakeClock(0);
    const backends = createBackends(clock, allOfOne(2));
    backends.start();
    backends.setAway(true);
    await clock.advance(60_000);
    expect(backends.counts()).toEqual([2, 0, 0]);
    expect(backends.errors.length).toBeGreaterThan(0);
    backends.setAway(false);
    await clock.advance(40_000);
    expect(backends.counts()[0]).toBe(1);
    backends.stop();
  });

  it("of which there is one, nobody looks for a share", async () => {
    const clock = createFakeClock(0);
    const backends = createBackends(clock, allOfOne(1));
    backends.start();
    expect(clock.pendingTimers()).toBe(0);
    await clock.advance(60_000);
    expect(backends.counts()).toEqual([1, 0, 0]);
  });
});
