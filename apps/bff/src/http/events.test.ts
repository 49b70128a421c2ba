import { campaignEventsSchema } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { problemOf } from "../../test/kit/problem-of.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";

const now = Date.parse("2026-11-22T08:00:00.000Z");
const minute = 60_000;
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const path = "/api/v1/campaigns/1400000000/2569/events";

const facts = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: 7,
  startTime: null,
  endTime: null,
  totalCallees: null,
  calledCallees: 1,
  uui: null,
  requestId: null,
};

async function startWatching() {
  const backend = await startQuietBackend({ clock: createFakeClock(now) });
  await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [key] } });
  const eventsOf = async () => {
    const reply = await backend.ask(path);
    expect(reply.status).toBe(200);
    const answer = campaignEventsSchema.parse(reply.json());
    expect(reply.json()).toEqual(answer);
    return answer.events;
  };
  return { ...backend, eventsOf };
}

const ago = (minutes: number) => now - minutes * minute;
const sample = (minutes: number, stateCode: number, total: number | null, gapMinutes?: number) => ({
  key,
  at: ago(minutes),
  called: 1,
  total,
  stateCode,
  unobservedSince: gapMinutes === undefined ? null : ago(minutes + gapMinutes),
});

it("lists what happened, newest first", async () => {
  const { attentionStore, eventsOf, historyStore, services } = await startWatching();
  expect(await eventsOf()).toEqual([]);
  await historyStore.write(
    [sample(60, 0, 100), sample(50, 1, 100), sample(20, 1, 120, 10), sample(5, 7, null)],
    [],
  );
  await attentionStore.write([
    { key, at: ago(49), kinds: [{ kind: "stalled", since: ago(55) }], complete: true },
    { key, at: ago(40), kinds: [], complete: true },
    { key, at: ago(3), kinds: [{ kind: "overrun", since: ago(4) }], complete: true },
  ]);
  services.board.observe(key, { kind: "answered", at: ago(5), facts });
  expect(await eventsOf()).toEqual([
    { kind: "attention", at: "2026-11-22T07:56:00.000Z", attention: "overrun", until: null },
    { kind: "unobserved", at: "2026-11-22T07:55:00.000Z", until: null },
    { kind: "state", at: "2026-11-22T07:55:00.000Z", state: "unknown", stateCode: 7 },
    { kind: "total", at: "2026-11-22T07:55:00.000Z", total: null, before: 120 },
    { kind: "total", at: "2026-11-22T07:40:00.000Z", total: 120, before: 100 },
    { kind: "unobserved", at: "2026-11-22T07:30:00.000Z", until: "2026-11-22T07:40:00.000Z" },
    { kind: "state", at: "2026-11-22T07:10:00.000Z", state: "running", stateCode: 1 },
    {
      kind: "attention",
      at: "2026-11-22T07:05:00.000Z",
      attention: "stalled",
      until: "2026-11-22T07:20:00.000Z",
    },
    { kind: "state", at: "2026-11-22T07:00:00.000Z", state: "notStarted", stateCode: 0 },
  ]);
});

it("answers the newest 200 of more", async () => {
  const { eventsOf, historyStore } = await startWatching();
  const many = Array.from({ length: 500 }, (_, index) => sample(500 - index, index % 2, 100));
  await historyStore.write(many, []);
  const events = await eventsOf();
  expect(events).toHaveLength(200);
  expect(events[0]?.at).toBe("2026-11-22T07:59:00.000Z");
  expect(events.map(({ at }) => at)).toEqual(
    events
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  );
});

it("of a campaign that is not watched are as absent as it is", async () => {
  const { ask } = await startWatching();
  const absent = problemOf(await ask("/api/v1/campaigns/1400000000/1/events"), 404);
  expect(absent.code).toBe("campaign_not_found");
  problemOf(await ask("/api/v1/campaigns/x/1/events"), 400);
});
