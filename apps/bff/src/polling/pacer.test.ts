import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPacer } from "./pacer.ts";

/** Sends whenever the pacer allows it, with a timer that is late by up to `lateness` ms. Answers the send times. */
function sendFor(ms: number, requestsPerSecond: number, lateness: () => number): number[] {
  const pacer = createPacer(requestsPerSecond);
  const times: number[] = [];
  for (let now = 0; now < ms; ) {
    const wait = pacer.delay(now);
    if (wait > 0) {
      now += wait + lateness();
      continue;
    }
    pacer.sent(now);
    times.push(now);
  }
  return times;
}

/** Timers that are late by up to 30 ms, and by `longest` ms once in two seconds. */
function stalling(longest: number): () => number {
  let calls = 0;
  return () => {
    calls += 1;
    return calls % 36 === 0 ? longest : (calls * 7) % 31;
  };
}

function mostInAnySecond(times: readonly number[]): number {
  return Math.max(
    ...times.map((start) => times.filter((time) => time >= start && time < start + 1000).length),
  );
}

describe("pacer", () => {
  it("keeps a second at the upstream within the budget, whatever jitter up to 50 ms, late timers and stalls do", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (rate, draws) => {
          const draw = () => draws.next().value ?? 0;
          const sent = sendFor(6000, rate, () => (draw() < 0.1 ? draw() * 700 : draw() * 30));
          const arrived = sent.map((time) => time + draw() * 50).toSorted((one, other) => one - other);
          expect(mostInAnySecond(arrived)).toBeLessThanOrEqual(Math.max(1, rate < 3 ? rate : rate - 1));
        },
      ),
    );
  });

  it.each([
    [88, "a millisecond", () => () => 1],
    [88, "twenty", () => () => 20],
    [80, "up to thirty, and by 150 now and then", () => stalling(150)],
  ])("uses at least %i %% of twenty a second with timers that are late by %s", (percent, _how, lateness) => {
    expect((sendFor(60_000, 20, lateness()).length / 60 / 20) * 100).toBeGreaterThanOrEqual(percent);
  });

  it("does not catch up after a long pause", () => {
    const pacer = createPacer(20);
    pacer.sent(0);
    let sent = 0;
    for (let now = 10_000; now < 11_000; now += pacer.delay(now)) {
      pacer.sent(now);
      sent += 1;
    }
    expect(sent).toBe(19);
  });

  it("halves the rate once for refusals that come together, and recovers within a minute", () => {
    const pacer = createPacer(20);
    pacer.throttled(5000);
    pacer.throttled(5100);
    expect(pacer.rate(5100)).toBeCloseTo(10, 0);
    pacer.throttled(8000);
    expect(pacer.rate(8000)).toBeLessThan(6);
    expect(pacer.rate(8000 + 100_000)).toBe(20);
  });

  it("never stops altogether, however often it is refused", () => {
    const pacer = createPacer(20);
    for (let now = 0; now < 600_000; now += 3000) pacer.throttled(now);
    expect(pacer.rate(600_000)).toBeGreaterThanOrEqual(20 / 16);
  });
});
