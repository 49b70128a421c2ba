import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { problemOf } from "../../test/kit/problem-of.ts";
import { absent, setScopedStage } from "../../test/kit/scoped-world.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { claims, headersOf, invalidCredentials } from "../../test/kit/viewers.ts";

const csv = "/api/v1/campaigns.csv";

type Stage = Awaited<ReturnType<typeof setScopedStage>>;

const audited = ({ backend }: Stage) =>
  backend.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line["audit"] === true)
    .map(
      ({ level: _level, time: _time, pid: _pid, hostname: _host, msg: _msg, audit: _audit, ...rest }) => rest,
    );

describe("the audit log", () => {
  it("keeps who changed the watch list, who exported and who was refused, and nothing personal but the subject", async () => {
    const stage = await setScopedStage();
    const { backend, clock } = stage;
    const manager = await headersOf(clock, claims["a manager of everything"], "m-1");
    const viewer = await headersOf(clock, claims["a viewer of everything"], "v-1");
    await backend.ask("/api/v1/watch-list", {
      method: "POST",
      headers: manager,
      body: { campaigns: [{ sdkAppId: 1, campaignId: 9 }] },
    });
    await backend.ask("/api/v1/watch-list/1/9", { method: "DELETE", headers: manager });
    for (const campaigns of [
      [{ sdkAppId: 1, campaignId: 770_002 }, absent, { sdkAppId: 2, campaignId: 770_003 }],
      [absent],
    ])
      await backend.ask("/api/v1/watch-list/remove", {
        method: "POST",
        headers: manager,
        body: { campaigns: campaigns.map(({ sdkAppId, campaignId }) => ({ sdkAppId, campaignId })) },
      });
    await backend.ask(csv, { headers: viewer });
    await backend.ask("/api/v1/watch-list/1/9", { method: "DELETE", headers: viewer });
    await backend.ask("/api/v1/campaigns", { headers: (await invalidCredentials(clock))["expired"] ?? {} });
    await backend.ask("/api/v1/campaigns");
    await backend.ask(`/api/v1/campaigns/1/${absent.campaignId}`, { headers: viewer });
    await backend.ask("/api/v1/focus", {
      method: "PUT",
      headers: { ...viewer, "sec-fetch-site": "cross-site" },
      body: {},
    });
    await backend.ask("/api/v1/focus", {
      method: "PUT",
      headers: viewer,
      body: { page: "x".repeat(70_000) },
    });
    const by = "bearer";
    expect(audited(stage)).toEqual([
      { event: "changed", subject: "m-1", by, method: "POST", path: "/api/v1/watch-list" },
      { event: "changed", subject: "m-1", by, method: "DELETE", path: "/api/v1/watch-list/1/9" },
      {
        event: "changed",
        subject: "m-1",
        by,
        method: "POST",
        path: "/api/v1/watch-list/remove",
        campaigns: ["1/770002", "2/770003"],
      },
      { event: "exported", subject: "v-1", by, method: "GET", path: csv },
      {
        event: "refused",
        subject: "v-1",
        by,
        method: "DELETE",
        path: "/api/v1/watch-list/1/9",
        reason: "role",
      },
      { event: "refused", method: "GET", path: "/api/v1/campaigns", reason: "expired" },
      { event: "refused", method: "PUT", path: "/api/v1/focus", reason: "crossSite" },
      { event: "refused", method: "PUT", path: "/api/v1/focus", reason: "bodyLimit" },
    ]);
  });

  it("is not flooded by a page whose token has expired", async () => {
    const stage = await setScopedStage();
    const headers = (await invalidCredentials(stage.clock))["expired"] ?? {};
    for (let poll = 0; poll < 80; poll += 1) await stage.backend.ask("/api/v1/campaigns", { headers });
    expect(audited(stage)).toHaveLength(60);
    await stage.clock.advance(60_000);
    await stage.backend.ask("/api/v1/campaigns", { headers });
    expect(audited(stage).slice(60)).toEqual([
      { event: "refused", leftOut: 20 },
      expect.objectContaining({ event: "refused", reason: expect.any(String) as string }),
    ]);
  });
});

describe("rate limits", () => {
  it("stop a viewer above the limit for a while, and no other viewer", async () => {
    const { backend, clock } = await setScopedStage();
    const [one, other] = [
      await headersOf(clock, claims["a viewer of everything"], "v-1"),
      await headersOf(clock, claims["a viewer of everything"], "v-2"),
    ];
    for (let round = 0; round < 30; round += 1) await backend.ask(csv, { headers: one });
    const refused = await backend.ask(csv, { headers: one });
    expect(problemOf(refused, 429).code).toBe("rate_limited");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(60);
    expect((await backend.ask(csv, { headers: other })).status).toBe(200);
    expect((await backend.ask("/api/v1/campaigns", { headers: one })).status).toBe(200);
  });

  it("do not apply to open access", async () => {
    const { ask } = await startQuietBackend({ clock: createFakeClock(0) });
    const statuses = new Set<number>();
    for (let round = 0; round < 40; round += 1) statuses.add((await ask(csv)).status);
    expect([...statuses]).toEqual([200]);
  });
});

describe("a body", () => {
  it("is not read before it is known who sends it", async () => {
    const { backend, clock } = await setScopedStage();
    const body = "x".repeat(2_000_000);
    const headers = { "content-type": "application/json" };
    const viewer = await headersOf(clock, claims["a viewer of everything"]);
    const asked = [
      await backend.ask("/api/v1/watch-list", { method: "POST", headers, body }),
      await backend.ask("/api/v1/watch-list", { method: "POST", headers: { ...headers, ...viewer }, body }),
      await backend.ask("/api/v1/focus", { method: "PUT", headers: { ...headers, ...viewer }, body }),
    ];
    expect(asked.map(({ status }) => status)).toEqual([401, 403, 413]);
  });
});
