import { beforeEach, describe, expect, it } from "vitest";
import { nextVersion, type ScopedStage, setScopedStage, worldKeys } from "../../test/kit/scoped-world.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";

type ViewerName = keyof typeof claims;

let stage: ScopedStage;
beforeEach(async () => {
  stage = await setScopedStage();
});

const asked = async (name: ViewerName, campaigns: unknown) => {
  const { backend, clock } = stage;
  const headers = await headersOf(clock, claims[name]);
  return backend.ask("/api/v1/watch-list", { method: "POST", headers, body: { campaigns } });
};
const key = (sdkAppId: number, campaignId: number) => ({ sdkAppId, campaignId });

const board = "/api/v1/campaigns";
interface Delta {
  cursor: string;
  full: boolean;
  campaigns: { campaignId: number }[];
  removed: { campaignId: number }[];
}

/** Moves a campaign to another agent, and updates the board. */
async function handOver(campaignId: number, agent: string): Promise<void> {
  const { services } = stage.backend;
  const key = worldKeys.find((one) => one.campaignId === campaignId);
  const facts = key && services.board.get(key)?.facts;
  if (!key || !facts) throw new Error("It has to have been observed");
  services.board.observe(key, { kind: "answered", at: stage.clock.now(), facts: { ...facts, agent } });
  await nextVersion(services, stage.clock);
}

const poll = async (name: ViewerName, cursor?: string) => {
  const headers = await headersOf(stage.clock, claims[name]);
  return stage.backend.ask(cursor === undefined ? board : `${board}?since=${cursor}`, { headers });
};
const idsOf = (rows: readonly { campaignId: number }[]) => rows.map(({ campaignId }) => campaignId);

describe("changing the watch list", () => {
  it("stays within the manager's applications", async () => {
    const campaigns = [key(1, 880_001), key(2, 770_003), key(2, 880_002)];
    expect((await asked("a manager of an application", campaigns)).json()).toMatchObject({
      added: 1,
      existing: 0,
      refused: campaigns.slice(1).map((refused) => ({ ...refused, code: "application_not_allowed" })),
    });
  });

  it("adds nothing for managers who are restricted to agents, and does not reveal what others watch", async () => {
    const campaigns = [key(1, 770_001), key(1, 770_002), key(1, 770_099)];
    expect((await asked("a manager of an agent glob", campaigns)).json()).toMatchObject({
      added: 0,
      existing: 1,
      refused: campaigns.slice(1).map((refused) => ({ ...refused, code: "agent_not_allowed" })),
    });
  });

  it("does not rename what others watch", async () => {
    await asked("a manager of an agent glob", [{ ...key(1, 770_002), label: "mine" }]);
    const entries = await stage.backend.services.watchList.entries();
    expect(entries.find(({ campaignId }) => campaignId === 770_002)?.label).toBe("label of 770002");
  });
});

it("asks for nothing out of scope ahead of others, and says nothing of it", async () => {
  const { backend, clock } = stage;
  const headers = await headersOf(clock, claims["an agent glob"]);
  const reply = await backend.ask("/api/v1/focus", {
    method: "PUT",
    headers,
    body: { campaigns: worldKeys },
  });
  expect(reply.status).toBe(204);
  expect(backend.focused.map((focus) => focus.keys.map(({ campaignId }) => campaignId))).toEqual([
    [770_001, 770_003],
  ]);
});

it("reaches the archive: what was there before anybody asked, and what came later", async () => {
  const { backend, clock } = stage;
  const headers = await headersOf(clock, claims["an agent glob"]);
  const statusOf = async (path: string) => (await backend.ask(`${board}/${path}`, { headers })).status;
  expect([await statusOf("1/770008"), await statusOf("2/770009")]).toEqual([200, 404]);
  await backend.services.watchList.archive([key(1, 770_001), key(1, 770_002)]);
  expect([await statusOf("1/770001"), await statusOf("1/770002")]).toEqual([200, 404]);
  await backend.services.archive.remove(key(1, 770_008));
  expect(await statusOf("1/770008")).toBe(404);
});

describe("deltas of a narrow scope", () => {
  it("report what left it as removed, and what entered it as new", async () => {
    const { cursor } = (await poll("an agent glob")).json() as Delta;
    await handOver(770_001, "eve@team-b.example.com");
    await handOver(770_002, "finn@team-a.example.com");
    const delta = (await poll("an agent glob", cursor)).json() as Delta;
    expect([delta.full, idsOf(delta.campaigns), idsOf(delta.removed)]).toEqual([false, [770_002], [770_001]]);
  });

  it("are silent about what others do, however much it is", async () => {
    const { cursor } = (await poll("an agent glob")).json() as Delta;
    await handOver(770_002, "finn@team-c.example.com");
    await stage.backend.services.watchList.remove([{ sdkAppId: 2, campaignId: 770_004 }]);
    await stage.backend.services.watchList.add([{ sdkAppId: 2, campaignId: 880_009 }]);
    expect((await poll("an agent glob", cursor)).status).toBe(304);
  });

  it("bring a new cursor before the old one is forgotten", async () => {
    const { cursor } = (await poll("an agent glob")).json() as Delta;
    for (let round = 0; round < 60; round += 1) await handOver(770_002, `finn-${round}@team-c.example.com`);
    const delta = (await poll("an agent glob", cursor)).json() as Delta;
    expect(delta).toMatchObject({ full: false, campaigns: [], removed: [] });
    expect(delta.cursor).not.toBe(cursor);
  });

  it("begin anew when the scope is another, as with a narrower token", async () => {
    const wide = ((await poll("a viewer of everything")).json() as Delta).cursor;
    const narrow = ((await poll("an agent glob")).json() as Delta).cursor;
    const answers = [await poll("an agent glob", wide), await poll("a viewer of everything", narrow)];
    expect(answers.map((reply) => (reply.json() as Delta).full)).toEqual([true, true]);
    const headers = {
      ...(await headersOf(stage.clock, claims["an agent glob"])),
      "if-none-match": `W/"${wide}"`,
    };
    expect((await stage.backend.ask(board, { headers })).status).toBe(200);
  });

  it("do not report what never was in it", async () => {
    const { cursor } = (await poll("an agent glob")).json() as Delta;
    await stage.backend.services.watchList.remove([{ sdkAppId: 1, campaignId: 770_002 }]);
    await stage.backend.services.watchList.remove([{ sdkAppId: 1, campaignId: 770_001 }]);
    const delta = (await poll("an agent glob", cursor)).json() as Delta;
    expect(idsOf(delta.removed)).toEqual([770_001]);
  });
});
