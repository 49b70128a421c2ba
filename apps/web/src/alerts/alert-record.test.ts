import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAlertRecord, parseMarks } from "./alerts.ts";

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
  createAlertRecord("ada").mark("acknowledged", [{ id: "a" }, { id: "b" }]);
  expect([...createAlertRecord("ada").marks().acknowledged]).toEqual(["a", "b"]);
  expect(createAlertRecord("bob").marks().acknowledged.size).toBe(0);
});

test("what is over is forgotten", () => {
  const record = createAlertRecord("ada");
  record.mark("acknowledged", [{ id: "a" }, { id: "b" }]);
  record.mark("notified", [{ id: "a" }]);
  record.keepOnly(new Set(["b"]));
  expect([...record.marks().acknowledged]).toEqual(["b"]);
  expect(record.marks().notified.size).toBe(0);
});

test("another tab's marks are adopted and published to listeners", () => {
  const record = createAlertRecord("ada");
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
    expect(parseMarks(kept)).toEqual({ acknowledged: new Set(), notified: new Set() });
  },
);
