import { archiveRuleSchema, archiveSchema, campaignDetailSchema } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { problemOf } from "../../test/kit/problem-of.ts";
import { setScopedStage } from "../../test/kit/scoped-world.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";

const now = Date.parse("2026-11-22T08:00:00.000Z");
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const archivePath = "/api/v1/watch-list/archive";
const rulePath = `${archivePath}-rule`;
const entryPath = `${archivePath}/1400000000/2569`;
const campaignPath = "/api/v1/campaigns/1400000000/2569";

const facts = {
  name: "Renewal",
  agent: "agent@example.com",
  concurrency: 3,
  callOrderCode: 0,
  stateCode: 2,
  startTime: null,
  endTime: null,
  totalCallees: 10,
  calledCallees: 10,
  uui: "mine",
  requestId: "r",
};

/** A backend with one campaign in its archive. */
async function startWithArchive() {
  const backend = await startQuietBackend({ clock: createFakeClock(now) });
  const { services, historyStore } = backend;
  await services.watchList.add([{ ...key, label: "one" }]);
  const known = {
    key,
    facts,
    observedAt: now - 1000,
    activeAt: null,
    endedAt: now - 2000,
    endConfirmed: true,
  };
  const sample = { key, at: now - 2000, called: 10, total: 10, stateCode: 2, unobservedSince: null };
  await historyStore.write([sample], [known]);
  await services.watchList.archive([key]);
  return backend;
}

describe("the archive", () => {
  it("lists what is in it, which is on the board no more", async () => {
    const { ask, services } = await startWithArchive();
    const { campaigns } = archiveSchema.parse((await ask(archivePath)).json());
    expect(campaigns).toMatchObject([{ ...key, label: "one", name: "Renewal", state: "completed" }]);
    expect(services.board.size).toBe(0);
  });

  it("leaves a campaign, its history and its events readable, but nothing to refresh or label", async () => {
    const { ask } = await startWithArchive();
    const detail = campaignDetailSchema.parse((await ask(campaignPath)).json());
    expect(detail).toMatchObject({ ...key, state: "completed", freshness: "live", uui: "mine" });
    for (const part of ["history", "history.csv", "events"])
      expect((await ask(`${campaignPath}/${part}`)).status).toBe(200);
    problemOf(await ask(`${campaignPath}/refresh`, { method: "POST" }), 404);
    const label = { method: "PATCH", body: { label: "two" } };
    problemOf(await ask("/api/v1/watch-list/1400000000/2569", label), 404);
  });

  it("gives a campaign back when it is added again, with its label and its last values", async () => {
    const { ask, services } = await startWithArchive();
    const reply = await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [key] } });
    expect(reply.json()).toMatchObject({ added: 1, existing: 0, refused: [] });
    expect(services.board.get(key)).toMatchObject({ label: "one", observedAt: now - 1000 });
    expect(archiveSchema.parse((await ask(archivePath)).json()).campaigns).toEqual([]);
  });

  it("forgets what is deleted from it", async () => {
    const { ask } = await startWithArchive();
    expect((await ask(entryPath, { method: "DELETE" })).status).toBe(204);
    problemOf(await ask(entryPath, { method: "DELETE" }), 404);
    expect(problemOf(await ask(campaignPath), 404).code).toBe("campaign_not_found");
  });
});

describe("the archive's rule", () => {
  it("is never, unless set, and set to never again", async () => {
    const { ask } = await startWithArchive();
    const rule = async () => archiveRuleSchema.parse((await ask(rulePath)).json());
    expect(await rule()).toEqual({ afterHours: null });
    for (const afterHours of [1, 8784, null]) {
      const reply = await ask(rulePath, { method: "PUT", body: { afterHours } });
      expect(reply.json()).toEqual({ afterHours });
      expect(await rule()).toEqual({ afterHours });
    }
  });

  it.each([{}, { afterHours: 0 }, { afterHours: 8785 }, { afterHours: 1.5 }, { afterHours: "24" }])(
    "is not taken from %j",
    async (body) => {
      const { ask } = await startWithArchive();
      expect(problemOf(await ask(rulePath, { method: "PUT", body }), 400).code).toBe("invalid_request");
    },
  );
});

describe("an archived campaign and scopes", () => {
  it("is readable, with its history, for viewers of its last agent, and absent for all others", async () => {
    const { backend, clock } = await setScopedStage();
    const { services, historyStore } = backend;
    const mine = { sdkAppId: 1, campaignId: 770_001 };
    const known = { key: mine, facts: { ...facts, agent: "anna@team-a.example.com" } };
    const at = clock.now();
    await historyStore.write(
      [],
      [{ ...known, observedAt: at, activeAt: null, endedAt: at, endConfirmed: true }],
    );
    await services.watchList.archive([mine]);
    const theirs = { ...mine, campaignId: 770_006 };
    for (const part of ["", "/history", "/history.csv", "/events"]) {
      const statusFor = async (name: keyof typeof claims, { sdkAppId, campaignId }: typeof mine) => {
        const headers = await headersOf(clock, claims[name]);
        return (await backend.ask(`/api/v1/campaigns/${sdkAppId}/${campaignId}${part}`, { headers })).status;
      };
      expect(await statusFor("an agent glob", mine)).toBe(200);
      expect(await statusFor("an application", mine)).toBe(200);
      expect(await statusFor("an agent glob", theirs)).toBe(404);
      expect(await statusFor("empty scope", mine)).toBe(404);
    }
  });
});
