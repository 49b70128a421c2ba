import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { createCorrectedClock } from "../corrected-clock.ts";
import { createUpstreamClock } from "./upstream-clock.ts";

const start = 1_800_000_000_000;

function scene() {
  const machine = createFakeClock(start + 250);
  const clock = createCorrectedClock(machine);
  return { machine, clock, upstream: createUpstreamClock(clock) };
}

describe("upstream clock", () => {
  it("knows nothing before the first answer", () => {
    const { upstream } = scene();
    expect(upstream).toMatchObject({ skewMs: null, signingOffsetMs: 0 });
    expect(upstream.signatureExpired()).toBe(false);
  });

  it("tells how far off the machine's clock is, and signs by the time that it corrects", () => {
    const { clock, upstream } = scene();
    upstream.observed(start - 600_000, true);
    expect(upstream).toMatchObject({ skewMs: -600_000, signingOffsetMs: 0 });
    expect(upstream.signatureExpired()).toBe(false);
    expect(Math.abs(clock.now() - (start - 600_000))).toBeLessThan(1000);
  });

  it("takes no time from a broken hop", () => {
    const { clock, machine, upstream } = scene();
    upstream.observed(start - 600_000, false);
    expect(clock.now()).toBe(machine.now());
  });

  it("signs by a wrong clock of the upstream's once it has refused ours, only once, until it is right again", () => {
    const { clock, machine, upstream } = scene();
    upstream.observed(start, true);
    upstream.observed(start + 600_000, true);
    expect(clock.now()).toBe(machine.now());
    expect(upstream.signatureExpired()).toBe(true);
    expect(upstream.signingOffsetMs).toBe(600_000);
    expect(upstream.signatureExpired()).toBe(false);
    upstream.observed(start, true);
    expect(upstream.signingOffsetMs).toBe(0);
  });
});
