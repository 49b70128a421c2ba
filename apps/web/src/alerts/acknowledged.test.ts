import { expect, test } from "vitest";
import { parseAcknowledged, withAcknowledged } from "./alerts.ts";

test("what is over is forgotten, unless alerts may be left out", () => {
  const before = new Set(["over", "lasts"]);
  const [lasts, fresh] = [{ id: "lasts" }, { id: "fresh" }];
  expect(withAcknowledged(before, [fresh], [lasts, fresh])).toEqual(["lasts", "fresh"]);
  expect(withAcknowledged(before, [fresh], null)).toEqual(["over", "lasts", "fresh"]);
});

test("what an earlier version stored is read", () => {
  expect(parseAcknowledged(`{"acknowledged":["a"],"told":["b"]}`)).toEqual(new Set(["a"]));
});

test.each([null, "", "null", "[]", "{", `{"acknowledged":7}`])(
  "what is no record is an empty one: %s",
  (kept) => {
    expect(parseAcknowledged(kept)).toEqual(new Set());
  },
);
