import {
  campaignDetailSchema,
  createdApiKeySchema,
  historySchema,
  watchListSchema,
} from "@cruiseboard/contract";
import { until } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { boardOf, leads, startBackendPair } from "../../test/kit/backend-pair.ts";
import type { BackendProcess } from "../../test/kit/backend-process.ts";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";

const postgres = postgresForTests();

/** How far each campaign is, by a backend's board. */
async function calledOf(backend: BackendProcess): Promise<Record<number, number | null>> {
  const { campaigns } = await boardOf(backend);
  return Object.fromEntries(campaigns.map(({ campaignId, calledCallees }) => [campaignId, calledCallees]));
}

async function labelsOf(backend: BackendProcess): Promise<Record<number, string | null>> {
  const { campaigns } = await boardOf(backend);
  return Object.fromEntries(campaigns.map(({ campaignId, label }) => [campaignId, label]));
}

it("a follower shows what the other sees, and a third one does at once", { timeout: 120_000 }, async () => {
  const { simulator, leader, follower, startAnother, campaigns } = await startBackendPair(
    await postgres.newDatabase(),
    5,
  );
  await until(async () => Object.values(await calledOf(follower)).every((called) => (called ?? 0) > 5));
  // The world stands still: both come to the same.
  await simulator.control.setClock({ speed: 0 });
  const world = await simulator.control.world();
  const truth = Object.fromEntries(
    world.campaigns
      .filter(({ campaignId }) => campaigns.some((one) => one.campaignId === campaignId))
      .map(({ campaignId, answer }) => [campaignId, answer["CalledCalleeCount"]]),
  );
  for (const backend of [leader, follower])
    await until(async () => {
      expect(await calledOf(backend)).toEqual(truth);
      return true;
    });
  expect((await boardOf(follower)).upstream).toMatchObject({ status: "ok", budgetPerSecond: 20 });

  // A cursor of one means nothing to another, which therefore tells all.
  const { cursor } = await boardOf(leader);
  expect(await boardOf(follower, cursor)).toMatchObject({ full: true });

  const third = startAnother();
  await third.listening;
  const shown = (await boardOf(third)).campaigns.map(({ freshness, observedAt, failure }) => ({
    freshness,
    observedAt,
    failure,
  }));
  const live = { freshness: "live", observedAt: expect.any(String), failure: null };
  expect(shown).toEqual(campaigns.map(() => live));
  expect(leads(third)).toBe(false);
});

it("what viewers of a follower want is done by the one that asks", { timeout: 120_000 }, async () => {
  const { simulator, leader, follower } = await startBackendPair(await postgres.newDatabase(), 2);
  const far = { total: 100, ratePerMinute: 1, startsInSeconds: 36_000, lastsSeconds: 3600 };
  const { campaignId } = await simulator.control.addCampaign(far);
  const waiting = { sdkAppId: 1_400_000_000, campaignId };
  const path = `/api/v1/campaigns/${waiting.sdkAppId}/${waiting.campaignId}`;
  const observedAt = async (backend: BackendProcess) =>
    Date.parse(campaignDetailSchema.parse((await backend.ask(path)).json()).observedAt ?? "");

  const body = { campaigns: [{ ...waiting, label: "far" }] };
  await follower.ask("/api/v1/watch-list", { method: "POST", body });
  await until(async () => (await labelsOf(leader))[campaignId] === "far");
  await until(async () => (await observedAt(follower)) > 0);

  // Nobody would look at it again for a while; a refresh brings a look at once.
  const asked = Date.now();
  const refreshed = await follower.ask(`${path}/refresh`, { method: "POST" });
  expect(refreshed.status).toBe(200);
  expect(Date.parse(campaignDetailSchema.parse(refreshed.json()).observedAt ?? "")).toBeGreaterThanOrEqual(
    asked,
  );

  // On a screen of the follower's it is looked at every few seconds, by the other.
  const focus = { page: "one", campaigns: [waiting] };
  await follower.ask("/api/v1/focus", { method: "PUT", body: focus });
  const before = await observedAt(leader);
  await until(async () => (await observedAt(leader)) > before, 12_000);

  await follower.ask(`/api/v1/watch-list/${waiting.sdkAppId}/${waiting.campaignId}`, { method: "DELETE" });
  await until(async () => !(campaignId in (await labelsOf(leader))));
  const list = watchListSchema.parse((await leader.ask("/api/v1/watch-list")).json());
  expect(list.campaigns).toHaveLength(2);

  const wanted = { name: "a program", role: "viewer", sdkAppIds: null };
  const made = await follower.ask("/api/v1/api-keys", { method: "POST", body: wanted });
  const { id, key } = createdApiKeySchema.parse(made.json());
  const headers = { authorization: `Bearer ${key}` };
  const statusAt = async (backend: BackendProcess) =>
    (await backend.ask("/api/v1/session", { headers })).status;
  for (const backend of [follower, leader]) await until(async () => (await statusAt(backend)) === 200);
  await leader.ask(`/api/v1/api-keys/${id}`, { method: "DELETE" });
  expect(await statusAt(leader)).toBe(401);
  await until(async () => (await statusAt(follower)) === 401, 2000);
});

it("the database away: boards stay, nothing acknowledged is lost, all goes on", {
  timeout: 180_000,
}, async () => {
  const { leader, follower, campaigns } = await startBackendPair(await postgres.newDatabase(), 3);
  const [first] = campaigns;
  const history = async (backend: BackendProcess) =>
    historySchema.parse(
      (await backend.ask(`/api/v1/campaigns/${first?.sdkAppId}/${first?.campaignId}/history`)).json(),
    );
  await until(async () => (await history(leader)).samples.length > 2);
  const kept = (await history(leader)).samples;

  await postgres.server.kill();
  for (const backend of [leader, follower]) {
    expect((await boardOf(backend)).campaigns).toHaveLength(campaigns.length);
    await until(async () => (await boardOf(backend)).upstream.status === "degraded", 30_000);
    expect((await boardOf(backend)).campaigns.every(({ observedAt }) => observedAt !== null)).toBe(true);
  }
  const refused = await leader.ask("/api/v1/watch-list", {
    method: "POST",
    body: { campaigns: [{ ...first, label: "lost" }] },
  });
  expect(refused.status).toBeGreaterThanOrEqual(500);

  const backAt = Date.now();
  await postgres.server.start();
  for (const backend of [leader, follower])
    await until(async () => {
      const { campaigns: rows, upstream } = await boardOf(backend);
      return upstream.status === "ok" && rows.every((row) => Date.parse(row.observedAt ?? "") > backAt);
    }, 30_000);
  expect(Date.now() - backAt).toBeLessThan(15_000);
  const after = (await history(follower)).samples;
  expect(after).toEqual(expect.arrayContaining(kept));
  expect(await labelsOf(leader)).toEqual(await labelsOf(follower));
});
