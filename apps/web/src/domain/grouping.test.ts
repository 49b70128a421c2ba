import { expect, test } from "vitest";
import { groupCampaigns, toggleFolding } from "./arrange.ts";
import { campaignFixture } from "./campaign-fixture.ts";
import { defaultView, type Folding, type ViewState } from "./view-state.ts";

const campaigns = [
  campaignFixture({ campaignId: 1, agent: "b", state: "completed" }),
  campaignFixture({ campaignId: 2, agent: null }),
  campaignFixture({ campaignId: 3, agent: "a10" }),
  campaignFixture({
    campaignId: 4,
    agent: "b",
    attention: [{ kind: "stalled", since: "2026-11-22T05:00:00.000Z" }],
  }),
  campaignFixture({ campaignId: 5, agent: "a9" }),
];
const open: Folding = { all: false, except: [] };
const plain: ViewState = { ...defaultView, sort: "name", folding: open };

function shape(view: ViewState) {
  return groupCampaigns(campaigns, view, "en")?.map((group) => [
    group.group,
    ...group.campaigns.map(({ campaignId }) => campaignId),
  ]);
}

test("groups stand by name, what is not known last, campaigns in the board's order", () => {
  expect(shape({ ...plain, grouping: "agent" })).toEqual([
    ["a9", 5],
    ["a10", 3],
    ["b", 1, 4],
    ["", 2],
  ]);
});

test("by attention, the group with the worst campaign stands first", () => {
  expect(shape({ ...plain, grouping: "agent", sort: "attention" })?.[0]).toEqual(["b", 1, 4]);
});

test("states stand in their own order", () => {
  expect(shape({ ...plain, grouping: "state" })?.map(([state]) => state)).toEqual(["running", "completed"]);
  const observed = { reason: null, since: null, observedAt: "2026-11-22T05:00:00.000Z" };
  const ofAgents = (["offline", "working", "onBreak"] as const).map((status) =>
    campaignFixture({ agentStatus: { status, ...observed } }),
  );
  const groups = groupCampaigns(
    [campaignFixture(), ...ofAgents],
    { ...plain, grouping: "agentStatus" },
    "en",
  );
  expect(groups?.map(({ group }) => group)).toEqual(["working", "onBreak", "offline", "unknown"]);
});

test("without grouping there are no groups", () => {
  expect(groupCampaigns(campaigns, { ...plain, grouping: "none" }, "en")).toBeNull();
});

function folded(folding: Folding) {
  return groupCampaigns(campaigns, { ...plain, folding, grouping: "agent" }, "en")
    ?.filter((group) => group.folded)
    .map(({ group }) => group);
}

test("a group is folded up and opened again, also where all are folded", () => {
  expect(folded(toggleFolding(open, "b"))).toEqual(["b"]);
  expect(folded(toggleFolding(toggleFolding(open, "b"), "b"))).toEqual([]);
  expect(folded(toggleFolding({ all: true, except: [] }, "b"))).toEqual(["a9", "a10", ""]);
});
