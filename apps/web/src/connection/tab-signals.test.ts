import { expect, test } from "vitest";
import { tabSignal } from "./tab-signals.ts";

test.each([
  [null, "?"],
  [0, ""],
  [3, "3"],
  [99, "99"],
  [412, "99+"],
])("%j campaigns that need attention: %j", (count, signal) => {
  expect(tabSignal(count)).toBe(signal);
});
