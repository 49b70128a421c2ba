import { describe, expect, it } from "vitest";
import { createUpstreamClock } from "./upstream-clock.ts";

const at = 1_800_000_000_250;

describe("upstream clock", () => {
  it("knows nothing before the first answer", () => {
    const clock = createUpstreamClock();
    expect(clock).toMatchObject({ skewMs: null, signingOffsetMs: 0 });
    expect(clock.signatureExpired()).toBe(false);
  });

  it("reports a difference without signing by it while signatures are taken", () => {
    const clock = createUpstreamClock();
    clock.observed(at + 120_000, at);
    expect(clock).toMatchObject({ skewMs: 121_000, signingOffsetMs: 0 });
  });

  it("signs by the upstream's clock once it refused ours, and tries that only once", () => {
    const clock = createUpstreamClock();
    clock.observed(at - 600_000, at);
    expect(clock.signatureExpired()).toBe(true);
    expect(clock.signingOffsetMs).toBe(clock.skewMs);
    expect(clock.signatureExpired()).toBe(false);
  });

  it("returns to our clock when that is right again", () => {
    const clock = createUpstreamClock();
    clock.observed(at - 600_000, at);
    clock.signatureExpired();
    clock.observed(at, at);
    expect(clock.signingOffsetMs).toBe(0);
  });
});
