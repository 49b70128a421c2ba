import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { compareUrgency } from "./attention.ts";
import { campaignFixture } from "./campaign-fixture.ts";

const flagged = (kind: Campaign["attention"][number]["kind"]) => [
  { kind, since: "2026-11-22T05:00:00.000Z" },
];
const at = (time: string) => `2026-11-22T${time}:00.000Z`;

test("by kind, then by uncalled callees, then by time left; then what may miss, by state, by time left", () => {
  const inOrder = [
    campaignFixture({ attention: flagged("willMissWindow"), uncalledAtClose: 92 }),
    campaignFixture({ attention: flagged("willMissWindow"), uncalledAtClose: 2, endTime: at("07:00") }),
    campaignFixture({ attention: flagged("willMissWindow"), uncalledAtClose: 2, endTime: at("08:00") }),
    campaignFixture({ attention: flagged("willMissWindow"), uncalledAtClose: 2, endTime: null }),
    campaignFixture({ attention: flagged("stalled"), uncalledAtClose: 900 }),
    campaignFixture({ state: "terminated", attention: flagged("uncalledAtClose"), uncalledAtClose: 900 }),
    campaignFixture({ uncalledAtClose: 3, endTime: at("07:00") }),
    campaignFixture({ uncalledAtClose: 500, endTime: at("08:00") }),
    campaignFixture({ endTime: at("06:00") }),
    campaignFixture({ endTime: at("09:00") }),
    campaignFixture({ state: "notStarted", endTime: at("08:00") }),
    campaignFixture({ state: "completed", endTime: at("05:00") }),
  ];
  expect(inOrder.toReversed().toSorted(compareUrgency)).toEqual(inOrder);
});
