import type { AddToWatchListAnswer, Suggestions } from "@cruiseboard/contract";
import { expect, it } from "vitest";
import { dialingFacts } from "../../test/kit/dialed-campaign.ts";
import { type ScopedStage, setScopedStage } from "../../test/kit/scoped-world.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";

const path = "/api/v1/watch-list/suggestions";
const dialing = { roundMs: 60_000, size: 3, total: 100, windowMs: 3_600_000 };
const ofTeamA = "anna@team-a.example.com";
const ofTeamB = "bert@team-b.example.com";

/** What the search found while nobody polls. */
async function find(
  { backend, clock }: ScopedStage,
  ...found: readonly [sdkAppId: number, campaignId: number, agent: string, name?: string][]
): Promise<void> {
  const { discovery } = backend.services;
  for (const [sdkAppId, campaignId, agent, name = "Autumn"] of found)
    await discovery.found(
      { sdkAppId, campaignId },
      { ...dialingFacts(dialing, 0), agent, name },
      clock.now(),
    );
}

async function asked({ backend, clock }: ScopedStage, who: keyof typeof claims, at: string, body?: unknown) {
  const headers = await headersOf(clock, claims[who]);
  return backend.ask(at, { headers, ...(body !== undefined && { method: "POST", body }) });
}

const idsFor = async (stage: ScopedStage, who: keyof typeof claims) => {
  const { campaigns } = (await asked(stage, who, path)).json() as Suggestions;
  return campaigns.map(({ campaignId }) => campaignId);
};

it("found campaigns are suggested to the managers in whose scope they are, who add or dismiss them", async () => {
  const stage = await setScopedStage({ CCC_DISCOVER: "suggest" });
  await find(
    stage,
    [1, 880_001, ofTeamA],
    [1, 880_002, ofTeamB],
    [2, 880_003, ofTeamA],
    [2, 880_004, ofTeamB],
  );
  expect(await idsFor(stage, "a manager of everything")).toEqual([880_001, 880_002, 880_003, 880_004]);
  expect(await idsFor(stage, "a manager of an application")).toEqual([880_001, 880_002]);
  expect(await idsFor(stage, "a manager of an agent glob")).toEqual([880_001, 880_003]);
  expect((await asked(stage, "a viewer of everything", path)).status).toBe(403);

  const campaigns = [880_001, 880_002].map((campaignId) => ({ sdkAppId: 1, campaignId }));
  const added = await asked(stage, "a manager of an agent glob", "/api/v1/watch-list", { campaigns });
  expect(added.json() as AddToWatchListAnswer).toMatchObject({
    added: 1,
    refused: [{ campaignId: 880_002, code: "agent_not_allowed" }],
  });
  const dismissed = await asked(stage, "a manager of an agent glob", `${path}/dismiss`, {
    campaigns: [880_003, 880_004].map((campaignId) => ({ sdkAppId: 2, campaignId })),
  });
  expect(dismissed.json()).toEqual({ dismissed: [{ sdkAppId: 2, campaignId: 880_003 }] });
  expect(await idsFor(stage, "a manager of everything")).toEqual([880_002, 880_004]);
});

it("what the rule matches is added with its label, and told in the audit log; the rest is suggested", async () => {
  const stage = await setScopedStage({
    CCC_DISCOVER: "add",
    CCC_DISCOVER_NAMES: "spring*",
    CCC_DISCOVER_AGENTS: "*@team-a.example.com",
    CCC_DISCOVER_LABEL: "By itself",
  });
  const { discovery, watchList } = stage.backend.services;
  const facts = { ...dialingFacts(dialing, 0), agent: ofTeamA, name: "Spring 3" };
  await discovery.found({ sdkAppId: 1, campaignId: 880_001 }, facts, stage.clock.now());
  await find(stage, [1, 880_002, ofTeamB, "Spring 4"], [1, 880_003, ofTeamA, "Autumn"]);
  const entries = await watchList.entries();
  expect(entries.filter(({ campaignId }) => campaignId > 880_000)).toMatchObject([
    { campaignId: 880_001, label: "By itself" },
  ]);
  expect(stage.backend.logged.join("")).toMatch(/"audit":true.*"reason":"discovery".*"1\/880001"/);
  expect(await idsFor(stage, "a manager of everything")).toEqual([880_002, 880_003]);
});

it("the search begins behind the highest id that was ever known of a watched application", async () => {
  const stage = await setScopedStage({ CCC_DISCOVER: "suggest" });
  const { discovery } = stage.backend.services;
  expect(discovery.knownIds({ sdkAppIds: null })).toBeNull();
  await find(stage, [1, 880_001, ofTeamA]);
  discovery.start();
  await expect
    .poll(async () => (await stage.clock.advance(1), discovery.knownIds({ sdkAppIds: null })))
    .not.toBeNull();
  expect(discovery.knownIds({ sdkAppIds: null })?.highest).toEqual(
    new Map([
      [1, 880_001],
      // Archived.
      [2, 770_009],
    ]),
  );
  expect([...(discovery.knownIds({ sdkAppIds: new Set([2]) })?.highest.keys() ?? [])]).toEqual([2]);
  await discovery.stop();
});
