import { request } from "node:http";
import {
  type CampaignKey,
  previewAnswerSchema,
  watchListEntrySchema,
  watchListSchema,
} from "@cruiseboard/contract";
import { createFakeClock, until } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import type { Observation } from "../campaigns/observation.ts";
import { problemOf } from "../test-kit/problem-of.ts";
import { startQuietBackend } from "../test-kit/start-quiet-backend.ts";

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
      peek: (key) => Promise.resolve(answered(key)),
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
    const { ask } = await startWatching({ peek: (key) => Promise.resolve(answered(key)) });
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
      peek: (_key, signal) => {
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
  expect(reply.json()).toEqual({ added: 1, existing: 0, refused: [] });
  expect(services.board.get(first)).not.toBeNull();
});
