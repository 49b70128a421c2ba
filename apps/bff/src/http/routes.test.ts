import {
  addToWatchListAnswerSchema,
  agentsSchema,
  campaignDetailSchema,
  sessionSchema,
  watchListSchema,
} from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import type { Reply } from "../../test/kit/ask.ts";
import { builtPage } from "../../test/kit/built-page.ts";
import { dialingFacts } from "../../test/kit/dialed-campaign.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { nextVersion } from "../../test/kit/scoped-world.ts";
import { type QuietBackendOptions, startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { RefreshError } from "../polling/request-queues.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const startBackend = (options: Partial<QuietBackendOptions> = {}) =>
  startQuietBackend({ clock: createFakeClock(start), ...options });
const first = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const firstPath = "1400000000/2569";

/** The answer, once it is sure that it is what the contract says and nothing more. */
function answerOf<T>(reply: Reply, schema: ZodType<T>): T {
  expect(reply.status).toBe(200);
  expect(reply.headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(reply.headers["cache-control"]).toBe("no-store");
  const answer = schema.parse(reply.json());
  expect(reply.json()).toEqual(answer);
  return answer;
}

it("answers in full to whoever asks only for what has changed: these answers have no validator", async () => {
  const { ask } = await startBackend();
  for (const path of ["/readyz", "/api/v1/session", "/api/v1/watch-list"])
    expect(await ask(path, { headers: { "if-none-match": "*" } })).toMatchObject({ status: 200 });
});

it("answers each agent once, with the status of a running campaign and the time of its last observation", async () => {
  const clock = createFakeClock(start);
  const { ask, services } = await startBackend({ clock });
  const { board } = services;
  const idle = { ...first, campaignId: 2570 };
  board.watch([idle, first].map((key) => ({ key, label: null })));
  const facts = {
    ...dialingFacts({ roundMs: 1000, size: 1, total: 9, windowMs: 9000 }, 0),
    agent: "Foo@a.com",
  };
  board.observe(first, { kind: "answered", at: start, facts });
  board.observe(idle, { kind: "answered", at: start, facts: { ...facts, agent: "foo@a.com", stateCode: 0 } });
  const agent = { account: "FOO@a.com", status: "rest", reason: "Tea", statusSince: start } as const;
  const observedNow = () => board.observeAgents(first.sdkAppId, new Map([["foo@a.com", agent]]), clock.now());
  const answered = async () => answerOf(await ask("/api/v1/agents"), agentsSchema).agents;
  observedNow();
  await nextVersion(services, clock);
  await clock.advance(start + 20_000 - clock.now());
  observedNow();
  const counts = { campaigns: 2, running: 1, needingAttention: 0 };
  const since = "2026-11-22T08:00:00.000Z";
  const status = { status: "onBreak", reason: "Tea", since, observedAt: "2026-11-22T08:00:20.000Z" };
  expect(await answered()).toMatchObject([{ sdkAppId: first.sdkAppId, agentStatus: status, ...counts }]);
  await clock.advance(40_000);
  expect(await answered()).toMatchObject([
    { agentStatus: { ...status, status: "unknown", reason: null, since: null } },
  ]);
});

describe("watch list", () => {
  it("is read, added to and removed from", async () => {
    const { ask } = await startBackend();
    const campaigns = [
      { ...first, label: "  New energy  " },
      { sdkAppId: 1, campaignId: 2 },
    ];
    const added = await ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
    expect(answerOf(added, addToWatchListAnswerSchema)).toMatchObject({ added: 2, existing: 0, refused: [] });
    const addedAt = "2026-11-22T08:00:00.000Z";
    expect(answerOf(await ask("/api/v1/watch-list"), watchListSchema)).toEqual({
      campaigns: [
        { sdkAppId: 1, campaignId: 2, label: null, addedAt },
        { ...first, label: "New energy", addedAt },
      ],
    });
    const removed = await ask(`/api/v1/watch-list/${firstPath}`, { method: "DELETE" });
    expect(removed.status).toBe(204);
    expect(removed.body).toHaveLength(0);
    expect(answerOf(await ask("/api/v1/watch-list"), watchListSchema).campaigns).toHaveLength(1);
    const again = await ask(`/api/v1/watch-list/${firstPath}`, { method: "DELETE" });
    expect(problemOf(again, 404).code).toBe("campaign_not_found");
  });

  it("takes the same twice, and what it answers itself", async () => {
    const { ask } = await startBackend();
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first, first] } });
    const read = (await ask("/api/v1/watch-list")).json();
    const again = await ask("/api/v1/watch-list", { method: "POST", body: read });
    expect(answerOf(again, addToWatchListAnswerSchema)).toMatchObject({ added: 0, existing: 1, refused: [] });
  });

  it("takes 10,000 entries with long labels at once", async () => {
    const { ask } = await startBackend();
    const campaigns = Array.from({ length: 10_000 }, (_, index) => ({
      sdkAppId: Number.MAX_SAFE_INTEGER,
      campaignId: index + 1,
      label: "任".repeat(200),
    }));
    const added = await ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
    expect(answerOf(added, addToWatchListAnswerSchema).added).toBe(10_000);
    expect(answerOf(await ask("/api/v1/watch-list"), watchListSchema).campaigns).toHaveLength(10_000);
  });

  it("refuses applications that are not allowed, one by one", async () => {
    const { ask } = await startBackend({ environment: { CCC_SDK_APP_IDS: "1400000000" } });
    const other = { sdkAppId: 1, campaignId: 2 };
    const reply = await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first, other] } });
    expect(answerOf(reply, addToWatchListAnswerSchema)).toMatchObject({
      added: 1,
      existing: 0,
      refused: [{ ...other, code: "application_not_allowed" }],
    });
    expect(answerOf(await ask("/api/v1/watch-list"), watchListSchema).campaigns).toHaveLength(1);
  });
});

describe("a campaign", () => {
  it("is answered with uui, unknown values as null", async () => {
    const { ask } = await startBackend();
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first] } });
    const campaign = answerOf(await ask(`/api/v1/campaigns/${firstPath}`), campaignDetailSchema);
    expect(campaign).toMatchObject({
      ...first,
      state: "unknown",
      stateCode: null,
      totalCallees: null,
      uui: null,
    });
  });

  it("that is not watched is not found, to read and to refresh", async () => {
    const { ask } = await startBackend();
    expect(problemOf(await ask(`/api/v1/campaigns/${firstPath}`), 404).code).toBe("campaign_not_found");
    const refreshed = await ask(`/api/v1/campaigns/${firstPath}/refresh`, { method: "POST" });
    expect(problemOf(refreshed, 404).code).toBe("campaign_not_found");
  });

  it("whose refresh fails has the upstream's message, with what is needed to report it", async () => {
    const failure = { code: "InternalError.DBError", message: "no luck", requestId: "r-7" };
    const { ask } = await startBackend({
      refresh: () => Promise.reject(new RefreshError("failed", failure)),
    });
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first] } });
    const reply = await ask(`/api/v1/campaigns/${firstPath}/refresh`, { method: "POST" });
    expect(problemOf(reply, 502).detail).toBe("InternalError.DBError: no luck (RequestId r-7)");
  });

  it.each([
    ["gone", 404, "campaign_not_found"],
    ["busy", 503, "upstream_unavailable"],
    ["stopped", 503, "shutting_down"],
    ["failed", 502, "upstream_failed"],
  ] as const)("whose refresh comes to %s is answered %d", async (reason, status, code) => {
    const { ask } = await startBackend({ refresh: () => Promise.reject(new RefreshError(reason)) });
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first] } });
    const problem = problemOf(
      await ask(`/api/v1/campaigns/${firstPath}/refresh`, { method: "POST" }),
      status,
    );
    expect(problem.code).toBe(code);
  });
});

const focusOn = (count: number) => ({
  campaigns: Array.from({ length: count }, (_, index) => ({ sdkAppId: 1, campaignId: index + 1 })),
});

describe("focus", () => {
  it("takes up to 200 campaigns of a page, and none; what is not watched is passed over", async () => {
    const { ask, focused } = await startBackend();
    const watched = focusOn(200).campaigns.slice(1);
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: watched } });
    for (const body of [focusOn(200), { ...focusOn(1), page: "wall" }, focusOn(0)]) {
      const reply = await ask("/api/v1/focus", { method: "PUT", body });
      expect(reply.status).toBe(204);
      expect(reply.body).toHaveLength(0);
    }
    expect(focused.map(({ keys }) => keys.length)).toEqual([199, 0, 0]);
    expect(focused[1]?.holder).not.toBe(focused[0]?.holder);
    expect(focused[2]?.holder).toBe(focused[0]?.holder);
  });

  it("refuses 201", async () => {
    const { ask, focused } = await startBackend();
    const problem = problemOf(await ask("/api/v1/focus", { method: "PUT", body: focusOn(201) }), 400);
    expect(problem).toMatchObject({ code: "invalid_request", errors: [{ field: "campaigns" }] });
    expect(focused).toEqual([]);
  });
});

describe("session", () => {
  it.each(["demo", "live"] as const)("has the viewer, and the mode %s", async (mode) => {
    const { ask } = await startBackend({ environment: { CRUISEBOARD_MODE: mode } });
    expect(answerOf(await ask("/api/v1/session"), sessionSchema)).toMatchObject({
      mode,
      viewer: { role: "manager", sdkAppIds: null, agents: null },
      enabled: { watchListEditing: true, bearerTokens: false, signIn: false },
    });
  });
});

describe("health", () => {
  it("is alive even when the database is not", async () => {
    const { ask } = await startBackend({ store: { check: () => Promise.reject(new Error("gone")) } });
    expect((await ask("/healthz")).json()).toEqual({ status: "ok" });
    expect((await ask("/readyz")).status).toBeGreaterThanOrEqual(500);
  });

  it("is ready with a database and a page, whatever the upstream does", async () => {
    const { ask } = await startBackend({ pageFolder: builtPage() });
    const reply = await ask("/readyz");
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({ status: "ok" });
  });

  it("is not ready before the page is built", async () => {
    const { ask } = await startBackend({ pageFolder: temporaryFolder() });
    expect(problemOf(await ask("/readyz"), 503).detail).toBe("The page has not been built");
  });
});

describe("HEAD", () => {
  it.each(["/api/v1/session", "/api/v1/watch-list", "/api/openapi.json", "/healthz"])(
    "%s is answered as GET, without a body",
    async (path) => {
      const { ask } = await startBackend();
      const reply = await ask(path, { method: "HEAD" });
      expect(reply.status).toBe(200);
      expect(reply.body).toHaveLength(0);
    },
  );
});
