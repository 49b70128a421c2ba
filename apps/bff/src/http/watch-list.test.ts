import { request } from "node:http";
import {
  type CampaignKey,
  previewAnswerSchema,
  removeFromWatchListAnswerSchema,
  watchListEntrySchema,
  watchListSchema,
} from "@cruiseboard/contract";
import { createFakeClock, until } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { problemOf } from "../../test/kit/problem-of.ts";
import { setScopedStage } from "../../test/kit/scoped-world.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";
import type { Observation } from "../campaigns/observation.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const first = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const entryPath = "/api/v1/watch-list/1400000000/2569";

function answered({ campaignId }: CampaignKey): Observation {
  const facts = {
    name: `Campaign ${campaignId}`,
    agent: "agent@example.com",
    concurrency: 3,
    callOrderCode: 0,
    stateCode: 0,
    startTime: null,
    endTime: null,
    totalCallees: 5,
    calledCallees: 0,
    uui: null,
    requestId: "r",
  };
  return { kind: "answered", at: start, facts };
}

async function startWatching(options: Partial<Parameters<typeof startQuietBackend>[0]> = {}) {
  const backend = await startQuietBackend({ clock: createFakeClock(start), ...options });
  const campaigns = [{ ...first, label: "one" }];
  await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  return backend;
}

function preview(campaigns: unknown) {
  return { method: "POST", body: { campaigns } };
}

describe("a label", () => {
  it("is changed and taken away, in the list and on the board", async () => {
    const { ask, services } = await startWatching();
    const change = async (label: unknown) => {
      const reply = await ask(entryPath, { method: "PATCH", body: { label } });
      expect(reply.status).toBe(200);
      return watchListEntrySchema.parse(reply.json()).label;
    };
    expect(await change("  two ")).toBe("two");
    expect(services.board.get(first)?.label).toBe("two");
    const { campaigns } = watchListSchema.parse((await ask("/api/v1/watch-list")).json());
    expect(campaigns.map(({ label }) => label)).toEqual(["two"]);
    expect(await change("")).toBeNull();
    expect(await change("three")).toBe("three");
    expect(await change(null)).toBeNull();
    expect(services.board.get(first)?.label).toBeNull();
  });

  it("is replaced by adding the campaign again with another, and kept by adding it with none", async () => {
    const { ask, services } = await startWatching();
    const add = (label?: string) =>
      ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [{ ...first, label }] } });
    await add();
    expect(services.board.get(first)?.label).toBe("one");
    await add("two");
    expect(services.board.get(first)?.label).toBe("two");
  });

  it.each([{}, { label: 7 }, { label: "x".repeat(201) }, { label: "a", more: 1 }, []])(
    "is not taken from %j",
    async (body) => {
      const { ask, services } = await startWatching();
      expect(problemOf(await ask(entryPath, { method: "PATCH", body }), 400).code).toBe("invalid_request");
      expect(services.board.get(first)?.label).toBe("one");
    },
  );

  it("of what is not watched is not changed", async () => {
    const { ask } = await startWatching();
    const reply = await ask("/api/v1/watch-list/1400000000/1", { method: "PATCH", body: { label: "x" } });
    expect(problemOf(reply, 404).code).toBe("campaign_not_found");
  });
});

const keysUpTo = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ sdkAppId: 1_400_000_000, campaignId: index + 1 }));

describe("removing many", () => {
  const path = "/api/v1/watch-list/remove";

  it("is one request and one new version of the board; what comes back can be added again as it is", async () => {
    const { ask, services } = await startWatching();
    const labelled = keysUpTo(3).map((key) => ({ ...key, label: `label ${key.campaignId}` }));
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: labelled } });
    const list = async () => watchListSchema.parse((await ask("/api/v1/watch-list")).json()).campaigns;
    const before = await list();
    const { version } = services.board;
    const absent = { sdkAppId: 7, campaignId: 7 };
    const [one, two] = [{ sdkAppId: 1_400_000_000, campaignId: 3 }, first];
    const reply = await ask(path, { method: "POST", body: { campaigns: [one, absent, two, one] } });
    expect(reply.status).toBe(200);
    const answer = removeFromWatchListAnswerSchema.parse(reply.json());
    expect(answer).toMatchObject({
      removed: [
        { ...one, label: "label 3" },
        { ...two, label: "one" },
      ],
      absent: [absent],
    });
    expect(services.board.version).toBe(version + 1);
    expect(services.board.get(first)).toBeNull();
    expect(await list()).toHaveLength(2);
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: answer.removed } });
    const labelsOf = (entries: typeof before) => entries.map(({ campaignId, label }) => [campaignId, label]);
    expect(new Map(labelsOf(await list()) as [number, string][])).toEqual(
      new Map(labelsOf(before) as [number, string][]),
    );
  });

  it("takes 10,000 and no more, and nothing that names no campaign", async () => {
    const { ask, services } = await startWatching();
    await services.watchList.add(keysUpTo(10_000));
    const remove = (campaigns: unknown) => ask(path, { method: "POST", body: { campaigns } });
    for (const wrong of [keysUpTo(10_001), [], [{ sdkAppId: 1 }], "all"])
      expect(problemOf(await remove(wrong), 400).code).toBe("invalid_request");
    expect(services.board.size).toBe(10_000);
    const { removed } = removeFromWatchListAnswerSchema.parse((await remove(keysUpTo(10_000))).json());
    expect(removed).toHaveLength(10_000);
    expect(services.board.size).toBe(0);
  });

  it("leaves what is out of scope, which appears absent", async () => {
    const { backend, clock } = await setScopedStage();
    const headers = await headersOf(clock, claims["a manager of an application"]);
    const [mine, theirs] = [
      { sdkAppId: 1, campaignId: 770_001 },
      { sdkAppId: 2, campaignId: 770_003 },
    ];
    const absent = { sdkAppId: 2, campaignId: 770_099 };
    const campaigns = [theirs, mine, absent];
    const reply = await backend.ask(path, { method: "POST", headers, body: { campaigns } });
    expect(reply.json()).toMatchObject({ removed: [mine], absent: [theirs, absent] });
    expect(backend.services.board.get(theirs)).not.toBeNull();
    const viewer = await headersOf(clock, claims["a viewer of everything"]);
    const refused = await backend.ask(path, { method: "POST", headers: viewer, body: { campaigns } });
    expect(problemOf(refused, 403)).toMatchObject({
      code: "forbidden",
      detail: "This call takes the role manager; yours is viewer",
    });
  });
});

describe("the list as CSV", () => {
  it("has one row an entry, formulas defused", async () => {
    const { ask } = await startWatching();
    const campaigns = [
      { sdkAppId: 1, campaignId: 2, label: '=cmd|"x"' },
      { sdkAppId: 1, campaignId: 3 },
    ];
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
    const { headers, text } = await ask("/api/v1/watch-list.csv");
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(headers["content-disposition"]).toContain("cruiseboard-watch-list.csv");
    expect(text).toBe(
      '\uFEFFsdkAppId,campaignId,label\r\n1,2,"\'=cmd|""x"""\r\n1,3,\r\n1400000000,2569,one\r\n',
    );
  });
});

describe("a preview", () => {
  const path = "/api/v1/watch-list/preview";

  it("answers each campaign once, in order, and adds nothing", async () => {
    const { ask } = await startWatching({
      environment: { CCC_SDK_APP_IDS: "1400000000" },
      preview: (key) => Promise.resolve(answered(key)),
    });
    const other = { sdkAppId: 1_400_000_000, campaignId: 1 };
    const reply = await ask(path, preview([other, { sdkAppId: 7, campaignId: 1 }, first, other]));
    const { campaigns } = previewAnswerSchema.parse(reply.json());
    expect(campaigns).toEqual([
      expect.objectContaining({ ...other, outcome: "found", watched: false, name: "Campaign 1" }),
      { sdkAppId: 7, campaignId: 1, watched: false, outcome: "refused", code: "application_not_allowed" },
      expect.objectContaining({ ...first, outcome: "found", watched: true, label: "one" }),
    ]);
    const list = watchListSchema.parse((await ask("/api/v1/watch-list")).json());
    expect(list.campaigns).toHaveLength(1);
  });

  it("takes 500 and no more", async () => {
    const { ask } = await startWatching({ preview: (key) => Promise.resolve(answered(key)) });
    const many = Array.from({ length: 501 }, (_, index) => ({ sdkAppId: 1, campaignId: index + 1 }));
    const answer = previewAnswerSchema.parse((await ask(path, preview(many.slice(1)))).json());
    expect(answer.campaigns).toHaveLength(500);
    problemOf(await ask(path, preview(many)), 400);
    problemOf(await ask(path, preview([])), 400);
    expect(problemOf(await ask(path, preview([{ sdkAppId: 1 }])), 400).code).toBe("invalid_request");
  });

  it("asks no more once the asker has gone", async () => {
    const signals: AbortSignal[] = [];
    const { url } = await startWatching({
      preview: (_key, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const call = request(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    call.on("error", () => undefined);
    call.end(JSON.stringify({ campaigns: [{ sdkAppId: 1, campaignId: 1 }] }));
    await until(() => signals.length > 0);
    expect(signals[0]?.aborted).toBe(false);
    call.destroy();
    await until(() => signals[0]?.aborted);
    expect(signals).toHaveLength(1);
  });
});

it("says that campaigns are added though what was known of them cannot be read", async () => {
  let readsFail = false;
  const { ask, services } = await startQuietBackend({
    clock: createFakeClock(start),
    onWork(what) {
      if (readsFail && /^select .* from "last_facts"/.test(what))
        throw Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode: 10 });
    },
  });
  readsFail = true;
  const reply = await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first] } });
  expect(reply.status).toBe(200);
  expect(reply.json()).toMatchObject({ added: 1, existing: 0, refused: [] });
  expect(services.board.get(first)).not.toBeNull();
});

it("tells of each added campaign what is known", async () => {
  const { ask, services } = await startQuietBackend({ clock: createFakeClock(start) });
  const failure = { code: "InvalidParameterValue", message: "no such campaign", requestId: null };
  const campaigns = [
    { sdkAppId: 1, campaignId: 2 },
    { sdkAppId: 1, campaignId: 3 },
  ];
  const add = async () => (await ask("/api/v1/watch-list", { method: "POST", body: { campaigns } })).json();
  const known = (first: string) => [
    { ...campaigns[0], known: first },
    { ...campaigns[1], known: "pending" },
  ];
  expect(await add()).toMatchObject({ added: 2, campaigns: known("pending") });
  const absent = { kind: "notFound", at: services.clock.now(), failure } as const;
  services.board.observe({ sdkAppId: 1, campaignId: 2 }, absent);
  expect(await add()).toMatchObject({ existing: 2, campaigns: known("notFound") });
});
