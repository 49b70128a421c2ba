import { describe, expect, it } from "vitest";
import { createSimulationClock } from "./simulation-clock.ts";

describe("createSimulationClock", () => {
  it("follows the real clock at its speed, without a jump when the speed changes", () => {
    let wall = 1000;
    const clock = createSimulationClock(() => wall, 10);
    expect(clock.now()).toBe(1000);
    wall += 100;
    expect(clock.now()).toBe(2000);
    clock.setSpeed(1);
    expect(clock.now()).toBe(2000);
    wall += 5;
    expect(clock.now()).toBe(2005);
    clock.setSpeed(0);
    wall += 5000;
    expect(clock.now()).toBe(2005);
  });

  it("can be set and advanced, and runs on from there", () => {
    let wall = 0;
    const clock = createSimulationClock(() => wall, 2);
    clock.set(9000);
    wall += 10;
    expect(clock.now()).toBe(9020);
    clock.advance(60_000);
    expect(clock.now()).toBe(69_020);
    clock.advance(-69_020);
    expect(clock.now()).toBe(0);
    expect(clock.speed()).toBe(2);
  });
});
