import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createNoticeRecord, parse } from "./use-alerts.ts";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
  vi.stubGlobal("window", new EventTarget());
});
afterEach(() => vi.unstubAllGlobals());

test("marks are kept per viewer and found again", () => {
  createNoticeRecord("ada").mark("acknowledged", ["a", "b"]);
  expect([...createNoticeRecord("ada").marks().acknowledged]).toEqual(["a", "b"]);
  expect(createNoticeRecord("bob").marks().acknowledged.size).toBe(0);
});

test("what is over is forgotten", () => {
  const record = createNoticeRecord("ada");
  record.mark("acknowledged", ["a", "b"]);
  record.mark("told", ["a"]);
  record.keepOnly(new Set(["b"]));
  expect([...record.marks().acknowledged]).toEqual(["b"]);
  expect(record.marks().told.size).toBe(0);
});

test("another tab's marks are adopted and told to listeners", () => {
  const record = createNoticeRecord("ada");
  const heard = vi.fn<() => void>();
  const stop = record.subscribe(heard);
  const event = Object.assign(new Event("storage"), {
    key: "cruiseboard.notices.ada",
    newValue: `{"acknowledged":["x"]}`,
  });
  window.dispatchEvent(event);
  expect(heard).toHaveBeenCalledOnce();
  expect(record.marks().acknowledged.has("x")).toBe(true);
  stop();
  window.dispatchEvent(event);
  expect(heard).toHaveBeenCalledOnce();
});

test.each([null, "", "null", "[]", "{", `{"acknowledged":7}`])(
  "what is no record is an empty one: %s",
  (kept) => {
    expect(parse(kept)).toEqual({ acknowledged: new Set(), told: new Set() });
  },
);
