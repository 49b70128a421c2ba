import { expect, test } from "vitest";
import { campaignFixture } from "../domain/campaign-fixture.ts";
import { createNoticeList } from "./alert-list.ts";

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

const listAnew: ReturnType<typeof createNoticeList> = (...given) => createNoticeList()(...given);

test("there is one for each reason, newest first, the same from poll to poll", () => {
  const notices = listAnew(campaigns(), () => true);
  expect(notices.map(({ campaign, kind }) => [campaign.campaignId, kind])).toEqual([
    [2, "willMissWindow"],
    [2, "stalled"],
    [1, "stalled"],
  ]);
  expect(listAnew(campaigns(), () => true).map(({ id }) => id)).toEqual(notices.map(({ id }) => id));
});

test("one that comes again is another", () => {
  const ids = [1, 2].flatMap((minute) =>
    listAnew([campaignFixture({ attention: [{ kind: "stalled", since: at(minute) }] })], () => true).map(
      ({ id }) => id,
    ),
  );
  expect(new Set(ids).size).toBe(2);
});

test("an outage of the upstream is not told once for every campaign", () => {
  const failing = campaignFixture({ attention: [{ kind: "upstreamFailing", since: at(1) }] });
  expect(listAnew([failing], () => false)).toEqual([]);
  expect(listAnew([failing], () => true)).toHaveLength(1);
});

test("the list is the same one until something of it changes", () => {
  const list = createNoticeList();
  const before = list(campaigns(), () => true);
  expect(list(campaigns(), () => true)).toBe(before);
  const renamed = campaigns().map((campaign) => ({ ...campaign, name: "Another name" }));
  expect(list(renamed, () => true).map(({ name }) => name)).toEqual(Array(3).fill("Another name"));
  const calm = renamed.map((campaign) => ({ ...campaign, attention: [] }));
  expect(list(calm, () => true)).toEqual([]);
});
