import { describe, expect, it } from "vitest";
import { createFakeClock } from "./create-fake-clock.ts";

describe("createFakeClock", () => {
  it("fires due timers by time, then by registration, each at its own instant", async () => {
    const clock = createFakeClock(1000);
    const seen: string[] = [];
    for (const [name, delay] of [
      ["c", 30],
      ["a", 10],
      ["b", 10],
      ["late", 31],
    ] as const) {
      clock.setTimeout(() => seen.push(`${name}@${clock.now()}`), delay);
    }
    await clock.advance(30);
    expect(seen).toEqual(["a@1010", "b@1010", "c@1030"]);
    expect(clock.now()).toBe(1030);
    expect(clock.pendingTimers()).toBe(1);
  });

  it("lets promises settle between timers, so that a loop of awaits runs in virtual time", async () => {
    const clock = createFakeClock(0);
    const wait = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
    const seen: number[] = [];
    const loop = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await wait(55);
        seen.push(clock.now());
      }
    })();
    await clock.advance(165);
    await loop;
    expect(seen).toEqual([55, 110, 165]);
  });

  it("does not fire what was cleared, even by a timer of the same instant", async () => {
    const clock = createFakeClock(0);
    const seen: string[] = [];
    clock.setTimeout(() => {
      seen.push("first");
      clock.clearTimeout(second);
    }, 5);
    const second = clock.setTimeout(() => seen.push("second"), 5);
    await clock.advance(10);
    expect(seen).toEqual(["first"]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it("counts delays as Node does: whole milliseconds, at least one", async () => {
    const clock = createFakeClock(0);
    const seen: number[] = [];
    for (const delay of [0, -5, Number.NaN, 54.9]) clock.setTimeout(() => seen.push(clock.now()), delay);
    await clock.advance(100);
    expect(seen).toEqual([1, 1, 1, 54]);
    expect(() => clock.setTimeout(() => undefined, 2 ** 31)).toThrow(RangeError);
  });

  it("steps the wall clock without moving timers or the monotonic clock", async () => {
    const clock = createFakeClock(1_000_000);
    const seen: number[] = [];
    clock.setTimeout(() => seen.push(clock.monotonic()), 20);
    clock.step(-500_000);
    expect(clock.now()).toBe(500_000);
    expect(seen).toEqual([]);
    await clock.advance(20);
    expect(seen).toEqual([20]);
    expect(clock.now()).toBe(500_020);
  });

  it("hands on what a callback throws, and can be used afterwards", async () => {
    const clock = createFakeClock(0);
    clock.setTimeout(() => {
      throw new Error("from the callback");
    }, 1);
    await expect(clock.advance(1)).rejects.toThrow("from the callback");
    await clock.advance(9);
    expect(clock.now()).toBe(10);
  });

  it("refuses to run backwards or twice at once", async () => {
    const clock = createFakeClock(0);
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow("already");
    await first;
    expect(clock.now()).toBe(10);
  });
});
