import { expect, test } from "vitest";
import { campaignFixture } from "../../lib/campaign-fixture.ts";
import { countBoard } from "./count-board.ts";

test("counts campaigns by state, and once each that need attention", () => {
  const since = "2026-11-22T05:00:00.000Z";
  const { states, attention, unobserved } = countBoard([
    campaignFixture(),
    campaignFixture({
      attention: [
        { kind: "stalled", since },
        { kind: "willMissWindow", since },
      ],
    }),
    campaignFixture({ state: "unknown", stateCode: 7 }),
    campaignFixture({ state: "unknown", stateCode: null, observedAt: null }),
  ]);
  expect(states).toEqual({ running: 2, notStarted: 0, completed: 0, terminated: 0, unknown: 2 });
  expect(attention).toBe(1);
  expect(unobserved).toBe(1);
});
