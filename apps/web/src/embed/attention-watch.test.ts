import type { AttentionKind } from "@cruiseboard/contract";
import { expect, it } from "vitest";
import { campaignFixture } from "../domain/campaign-fixture.ts";
import { createAttentionWatch } from "./portal-frame.tsx";

const all = () => true;
const first = ({ campaignId }: { campaignId: number }) => campaignId === 1;

function campaign(campaignId: number, ...kinds: AttentionKind[]) {
  const attention = kinds.map((kind) => ({ kind, since: "2026-11-22T05:00:00.000Z" }));
  return campaignFixture({ campaignId, attention });
}

it("counts at first, and then names what newly needs attention", () => {
  const watch = createAttentionWatch();
  expect(watch([campaign(1, "stalled"), campaign(2)], all)).toEqual({
    type: "attention",
    count: 1,
    total: 1,
    newly: [],
  });
  expect(watch([campaign(1, "stalled"), campaign(2)], all)).toBeNull();
  expect(watch([campaign(1, "stalled"), campaign(2, "lateStart")], all)).toEqual({
    type: "attention",
    count: 2,
    total: 2,
    newly: [{ sdkAppId: 1_400_000_000, campaignId: 2, name: "New energy SUV", kinds: ["lateStart"] }],
  });
});

it("reports a further reason, and a reason that comes again", () => {
  const watch = createAttentionWatch();
  watch([campaign(1, "stalled")], all);
  expect(watch([campaign(1, "stalled", "willMissWindow")], all)?.newly).toHaveLength(1);
  expect(watch([campaign(1)], all)).toEqual({ type: "attention", count: 0, total: 0, newly: [] });
  expect(watch([campaign(1, "stalled")], all)?.newly).toHaveLength(1);
});

it("reports when one reason gives way to another", () => {
  const watch = createAttentionWatch();
  watch([campaign(1, "lateStart")], all);
  expect(watch([campaign(1, "overrun")], all)?.newly).toMatchObject([{ campaignId: 1, kinds: ["overrun"] }]);
});

it("counts and names what the filters show, and nothing as new because a filter changed", () => {
  const watch = createAttentionWatch();
  const stalled = [campaign(1, "stalled"), campaign(2, "stalled")];
  expect(watch(stalled, first)).toEqual({ type: "attention", count: 1, total: 2, newly: [] });
  expect(watch(stalled, all)).toEqual({ type: "attention", count: 2, total: 2, newly: [] });
  const overrun = [campaign(1, "stalled"), campaign(2, "stalled", "overrun")];
  expect(watch(overrun, first)).toEqual({ type: "attention", count: 1, total: 2, newly: [] });
});
