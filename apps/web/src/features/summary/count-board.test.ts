import { expect, test } from "vitest";
import { campaignFixture } from "../../lib/campaign-fixture.ts";
import { countBoard } from "./count-board.ts";

test("counts campaigns by state, and once each that need attention", () => {
  const since = "2026-11-22T05:00:00.000Z";
  const { states, attention } = countBoard([
    campaignFixture(),
    campaignFixture({
      attention: [
        { kind: "stalled", since },
        { kind: "willMissWindow", since },
      ],
    }),
    campaignFixture({ state: "unknown", stateCode: 7 }),
  ]);
  expect(states).toEqual({ running: 2, notStarted: 0, completed: 0, terminated: 0, unknown: 1 });
  expect(attention).toBe(1);
});
