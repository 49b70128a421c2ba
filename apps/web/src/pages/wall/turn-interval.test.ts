import { expect, test } from "vitest";
import { parseTurn } from "./use-wall.ts";

test("pages turn as often as the query says, within reason", () => {
  expect(["", "turn=30", "turn=0", "turn=1e9", "turn=soon", "turn="].map(parseTurn)).toEqual([
    15, 30, 5, 600, 15, 5,
  ]);
});
