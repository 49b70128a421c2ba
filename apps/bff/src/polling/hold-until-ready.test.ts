import { createFakeClock } from "@cruiseboard/testing";
import { expect, it, vi } from "vitest";
import { holdUntilReady } from "./hold-until-ready.ts";

function heldFrom(instant: () => number) {
  const clock = createFakeClock(Date.parse("2026-11-23T08:00:00Z"));
  const ready = Promise.withResolvers<void>();
  const prepare = vi.fn<() => Promise<void>>(() => ready.promise);
  return { clock, ready, prepare, mayAskFrom: holdUntilReady({ clock, mayAskFrom: instant, prepare }) };
}

it("makes ready when something could be sent, once, and lets nothing go before", async () => {
  const { clock, ready, prepare, mayAskFrom } = heldFrom(() => 1000);
  expect(mayAskFrom()).toBe(1000);
  expect(prepare).not.toHaveBeenCalled();
  await clock.advance(1000);
  expect(mayAskFrom()).toBeGreaterThan(clock.monotonic());
  expect(mayAskFrom()).toBeGreaterThan(clock.monotonic());
  expect(prepare).toHaveBeenCalledOnce();
  ready.resolve();
  await clock.advance(0);
  expect(mayAskFrom()).toBe(1000);
});

it("never makes ready where nothing may be sent", async () => {
  const { clock, prepare, mayAskFrom } = heldFrom(() => Number.POSITIVE_INFINITY);
  await clock.advance(60_000);
  expect(mayAskFrom()).toBe(Number.POSITIVE_INFINITY);
  expect(prepare).not.toHaveBeenCalled();
});

it("lets requests go, to fail by themselves, when it cannot be made ready", async () => {
  const { clock, ready, mayAskFrom } = heldFrom(() => 0);
  mayAskFrom();
  ready.reject(new Error("a file is missing"));
  await clock.advance(0);
  expect(mayAskFrom()).toBe(0);
});
