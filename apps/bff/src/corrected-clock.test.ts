import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { createCorrectedClock } from "./corrected-clock.ts";

const start = 1_800_000_000_000;
const tenMinutes = 600_000;

/** A machine's clock, and the truth that the upstream tells. */
function scene(aheadAtStart = 0) {
  const machine = createFakeClock(start + aheadAtStart);
  let reading = 0;
  // As on a real machine, the wall clock counts whole milliseconds and the steady clock their fractions.
  const monotonic = () => machine.monotonic() + ((reading += 1) % 7) / 10;
  const clock = createCorrectedClock({ ...machine, monotonic });
  const truth = () => start + machine.monotonic();
  return {
    machine,
    clock,
    truth,
    off: () => Math.round((clock.now() - truth()) / 10) * 10,
    hear: () => clock.heard(truth()),
  };
}

describe("corrected clock", () => {
  it("is the machine's clock while that is right, small steps and drift included", async () => {
    const { machine, clock, hear } = scene();
    hear();
    machine.step(1500);
    expect(clock.now()).toBe(machine.now());
    await machine.advance(5000);
    machine.step(-1900);
    expect(clock.now()).toBe(machine.now());
  });

  it.each([tenMinutes, -tenMinutes])(
    "goes on rightly when the machine's clock is set wrong by %i ms",
    async (wrongBy) => {
      const { machine, off, hear } = scene();
      hear();
      machine.step(wrongBy);
      expect(off()).toBe(0);
      for (let second = 0; second < 600; second += 1) {
        await machine.advance(1000);
        if (second % 30 === 0) hear();
        expect(off()).toBe(0);
      }
      machine.step(-wrongBy);
      expect(off()).toBe(0);
    },
  );

  it.each([tenMinutes, -tenMinutes])(
    "follows the upstream when the machine's clock was %i ms off from the start",
    (wrongBy) => {
      const { machine, off, hear } = scene(wrongBy);
      expect(off()).toBe(wrongBy);
      hear();
      expect(off()).toBe(0);
      machine.step(-wrongBy);
      expect(off()).toBe(0);
      hear();
      expect(off()).toBe(0);
    },
  );

  it("keeps the upstream's time through an outage, though the machine's clock stays wrong", async () => {
    const { machine, off, hear } = scene(tenMinutes);
    hear();
    for (let minute = 0; minute < 60; minute += 1) {
      await machine.advance(60_000);
      expect(off()).toBe(0);
    }
  });

  it("does not follow an upstream whose clock goes wrong", async () => {
    const { machine, clock, off, hear, truth } = scene();
    hear();
    clock.heard(truth() + tenMinutes);
    await machine.advance(120_000);
    clock.heard(truth() + tenMinutes);
    expect(off()).toBe(0);
  });

  it("takes the machine's clock after a sleep in which the steady clock stood still", async () => {
    const { machine, clock, hear } = scene();
    hear();
    machine.step(3_600_000);
    clock.heard(machine.now());
    expect(clock.now()).toBe(machine.now());
  });

  it("believes the machine's clock when nobody else tells the time", async () => {
    const { machine, clock, hear } = scene();
    hear();
    machine.step(3_600_000);
    clock.now();
    await machine.advance(59_000);
    expect(clock.now()).not.toBe(machine.now());
    await machine.advance(2000);
    expect(clock.now()).toBe(machine.now());
  });
});
