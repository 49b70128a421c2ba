import { expect, test, vi } from "vitest";
import { createFocusReporter, type FocusDependencies } from "./focus.ts";

function fixture() {
  const pending = new Map<() => void, number>();
  const send = vi.fn<FocusDependencies["send"]>(() => Promise.reject(new Error("away")));
  const after = (milliseconds: number, run: () => void) => {
    pending.set(run, milliseconds);
    return () => void pending.delete(run);
  };
  const runNext = () => {
    const [[run, milliseconds]] = [...pending] as [[() => void, number]];
    pending.delete(run);
    run();
    return milliseconds;
  };
  return { reporter: createFocusReporter({ send, after }), send, pending, runNext };
}

test("reports what came to rest on screen, and again before the server forgets", () => {
  const { reporter, send, pending, runNext } = fixture();
  reporter.show(["1/1"]);
  reporter.show(["1/1", "1/2"]);
  expect(pending.size).toBe(1);
  runNext();
  expect(send).toHaveBeenLastCalledWith([
    { sdkAppId: 1, campaignId: 1 },
    { sdkAppId: 1, campaignId: 2 },
  ]);
  expect(runNext()).toBe(15_000);
  expect(send).toHaveBeenCalledTimes(2);
  expect(pending.size).toBe(1);
});

test("the same campaigns again change nothing; nothing on screen sends nothing", () => {
  const { reporter, send, runNext } = fixture();
  reporter.show(["1/1"]);
  runNext();
  reporter.show(["1/1"]);
  expect(runNext()).toBe(15_000);
  reporter.show([]);
  runNext();
  expect(send).toHaveBeenCalledTimes(2);
});

test("stops, starts afresh, and never sends more than the server takes", () => {
  const { reporter, send, pending, runNext } = fixture();
  const many = Array.from({ length: 300 }, (_, index) => `1/${index + 1}`);
  reporter.show(many);
  reporter.stop();
  expect(pending.size).toBe(0);
  reporter.show(many);
  runNext();
  expect(send.mock.calls[0]?.[0]).toHaveLength(200);
});
