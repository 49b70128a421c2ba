import type { CampaignEvent } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { eventDays } from "./what-happened.tsx";

const unobserved = (at: string): CampaignEvent => ({ kind: "unobserved", at, until: null });

test("events stand under the day of the chosen zone", () => {
  const events = ["2026-11-22T17:00:00.000Z", "2026-11-22T15:00:00.000Z"].map(unobserved);
  expect([...eventDays(events, "UTC")].map(([day, those]) => [day, those.length])).toEqual([
    ["2026-11-22", 2],
  ]);
  expect([...eventDays(events, "Asia/Shanghai").keys()]).toEqual(["2026-11-23", "2026-11-22"]);
});
