import { afterEach, expect, it, vi } from "vitest";
import { readStored, store } from "./storage.ts";

afterEach(() => vi.unstubAllGlobals());

const refuse = () => {
  throw new DOMException("Access is denied for this document.", "SecurityError");
};

it("keeps for this page what blocked storage does not take", () => {
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  expect(readStored("keys")).toBeNull();
  expect(store("keys", "off")).toBe(false);
  expect(readStored("keys")).toBe("off");
});

it("prefers what a full storage did not take to what it holds, until it takes something", () => {
  const held = new Map([["cruiseboard.keys", "on"]]);
  let isFull = true;
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => held.get(name) ?? null,
    setItem(name: string, value: string) {
      if (isFull) throw new DOMException("Full", "QuotaExceededError");
      held.set(name, value);
    },
  });
  store("keys", "off");
  expect(readStored("keys")).toBe("off");
  isFull = false;
  expect(store("keys", "on")).toBe(true);
  expect(readStored("keys")).toBe("on");
});
