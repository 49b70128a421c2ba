import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { campaignFixture } from "../../domain/campaign-fixture.ts";
import { forecastOf } from "./forecast-card.tsx";

const eta = { earliest: "2026-11-22T08:00:00.000Z", latest: "2026-11-22T08:30:00.000Z" };
const away: Campaign["attention"] = [{ kind: "agentAway", since: eta.earliest }];
const closing = (time: string) => ({ eta, endTime: `2026-11-22T${time}:00.000Z` });

test.each([
  ["inTime", closing("09:00")],
  ["inTime", closing("08:30")],
  ["tight", closing("08:10")],
  ["late", closing("07:50")],
  ["open", { eta, endTime: null }],
  ["ifBack", { ...closing("09:00"), uncalledAtClose: 0, attention: away }],
  ["notStarted", { state: "notStarted", eta: null }],
  ["ended", { state: "terminated", eta: null }],
  [null, { state: "unknown", eta: null }],
] as const)("a campaign is %s by its range and its window", (forecast, own) => {
  expect(forecastOf(campaignFixture(own))).toBe(forecast);
});

test.each([
  ["unobserved", { observedAt: null, state: "unknown" }],
  ["noCounts", { totalCallees: null }],
  ["done", { calledCallees: 900 }],
  ["stale", { freshness: "stale" }],
  ["still", { pacePerMinute: 0 }],
  ["tooLittle", {}],
] as const)("what is not known says why: %s", (why, own) => {
  expect(forecastOf(campaignFixture(own))).toBe(why);
});
