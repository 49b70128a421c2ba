import type { AttentionKind } from "@cruiseboard/contract";
import { expect, it } from "vitest";
import { campaignFixture } from "../domain/campaign-fixture.ts";
import { createAttentionWatch } from "./portal-bridge.tsx";

function campaign(campaignId: number, ...kinds: AttentionKind[]) {
  const attention = kinds.map((kind) => ({ kind, since: "2026-11-22T05:00:00.000Z" }));
  return campaignFixture({ campaignId, attention });
}

it("counts at first, and then names what newly needs attention", () => {
  const watch = createAttentionWatch();
  expect(watch([campaign(1, "stalled"), campaign(2)])).toEqual({ type: "attention", count: 1, newly: [] });
  expect(watch([campaign(1, "stalled"), campaign(2)])).toBeNull();
  expect(watch([campaign(1, "stalled"), campaign(2, "lateStart")])).toEqual({
    type: "attention",
    count: 2,
    newly: [{ sdkAppId: 1_400_000_000, campaignId: 2, name: "New energy SUV", kinds: ["lateStart"] }],
  });
});

it("reports a further reason, and a reason that comes again", () => {
  const watch = createAttentionWatch();
  watch([campaign(1, "stalled")]);
  expect(watch([campaign(1, "stalled", "willMissWindow")])?.newly).toHaveLength(1);
  expect(watch([campaign(1)])).toEqual({ type: "attention", count: 0, newly: [] });
  expect(watch([campaign(1, "stalled")])?.newly).toHaveLength(1);
});

it("reports when one reason gives way to another", () => {
  const watch = createAttentionWatch();
  watch([campaign(1, "lateStart")]);
  expect(watch([campaign(1, "overrun")])?.newly).toMatchObject([{ campaignId: 1, kinds: ["overrun"] }]);
});
