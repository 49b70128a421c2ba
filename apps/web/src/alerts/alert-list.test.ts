import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { campaignFixture } from "../domain/campaign-fixture.ts";
import { keyOf } from "../domain/campaign-key.ts";
import { listAlerts } from "./alerts.ts";

const at = (minute: number) => `2026-11-22T05:0${minute}:00.000Z`;

const campaigns = () => [
  campaignFixture({ campaignId: 1, attention: [{ kind: "stalled", since: at(1) }] }),
  campaignFixture({
    campaignId: 2,
    attention: [
      { kind: "willMissWindow", since: at(3) },
      { kind: "stalled", since: at(2) },
    ],
  }),
  campaignFixture({ campaignId: 3 }),
];

const list = (given: readonly Campaign[], isObservable = true) =>
  listAlerts(new Map(given.map((campaign) => [keyOf(campaign), campaign])), () => isObservable);

test("there is one for each reason, newest first, the same from poll to poll", () => {
  const alerts = list(campaigns());
  expect(alerts.map(({ campaign, kind }) => [campaign.campaignId, kind])).toEqual([
    [2, "willMissWindow"],
    [2, "stalled"],
    [1, "stalled"],
  ]);
  expect(list(campaigns()).map(({ id }) => id)).toEqual(alerts.map(({ id }) => id));
});

test("one that comes again is another", () => {
  const ids = [1, 2].flatMap((minute) =>
    list([campaignFixture({ attention: [{ kind: "stalled", since: at(minute) }] })]).map(({ id }) => id),
  );
  expect(new Set(ids).size).toBe(2);
});

test("an outage of the upstream is no alert of every campaign", () => {
  const failing = campaignFixture({ attention: [{ kind: "upstreamFailing", since: at(1) }] });
  expect(list([failing], false)).toEqual([]);
  expect(list([failing])).toHaveLength(1);
});
