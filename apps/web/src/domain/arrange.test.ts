import type { AgentState, Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { createArranger } from "./arrange.ts";
import { campaignFixture } from "./campaign-fixture.ts";
import { keyOf } from "./campaign-key.ts";
import { defaultView, type ViewState } from "./view-state.ts";

const since = "2026-11-22T05:00:00.000Z";

function board(...campaigns: Partial<Campaign>[]): Map<string, Campaign> {
  const full = campaigns.map((own, index) => campaignFixture({ campaignId: index + 1, ...own }));
  return new Map(full.map((campaign) => [keyOf(campaign), campaign]));
}

function ids(campaigns: ReadonlyMap<string, Campaign>, view: Partial<ViewState>, arrange = createArranger()) {
  return arrange(campaigns, { ...defaultView, ...view }, "en").map(({ campaignId }) => campaignId);
}

test("by default: the worst attention first, then by state and close, then by id", () => {
  const campaigns = board(
    { name: "b", state: "completed" },
    { name: "z" },
    { name: "a" },
    { name: "c", state: "notStarted", attention: [{ kind: "lateStart", since }] },
    {
      name: "d",
      attention: [
        { kind: "notFound", since },
        { kind: "willMissWindow", since },
      ],
    },
    { name: "e", state: "notStarted" },
  );
  expect(ids(campaigns, {})).toEqual([5, 4, 2, 3, 6, 1]);
});

test("the order does not depend on the order of the last poll", () => {
  const campaigns = board({ name: "same" }, { name: "same" }, { name: "other" });
  const arrange = createArranger();
  expect(ids(campaigns, { sort: "name" }, arrange)).toEqual([3, 1, 2]);
  expect(ids(campaigns, { sort: "name", descending: true }, arrange)).toEqual([1, 2, 3]);
  expect(ids(campaigns, { sort: "name" }, arrange)).toEqual([3, 1, 2]);
});

test("campaigns that came or went between two polls come or go", () => {
  const arrange = createArranger();
  ids(board({ name: "a" }, { name: "b" }), {}, arrange);
  expect(ids(board({ name: "a" }, { name: "c" }, { name: "b" }), {}, arrange)).toEqual([1, 2, 3]);
  expect(ids(board({ name: "a" }), {}, arrange)).toEqual([1]);
});

const withAgent = (status: AgentState) => ({
  agentStatus: { status, reason: null, since, observedAt: since },
});

test("by the state of their agents, of which some are not known", () => {
  const campaigns = board(
    withAgent("onBreak"),
    withAgent("working"),
    { agentStatus: null },
    withAgent("offline"),
  );
  expect(ids(campaigns, { agentStates: ["onBreak", "offline"] })).toEqual([1, 4]);
  expect(ids(campaigns, { agentStates: ["unknown"] })).toEqual([3]);
});

test("what is not known stands last in either direction", () => {
  const campaigns = board(
    { totalCallees: null },
    { calledCallees: 900 },
    { calledCallees: 1 },
    { totalCallees: 0 },
  );
  expect(ids(campaigns, { sort: "progress" })).toEqual([3, 2, 1, 4]);
  expect(ids(campaigns, { sort: "progress", descending: true })).toEqual([2, 3, 1, 4]);
});

test("every word of the search must occur in name, label, agent or id", () => {
  const campaigns = board(
    { name: "Renewal South", label: "VIP" },
    { name: "Renewal North", agent: "zoe@x.com" },
  );
  expect(ids(campaigns, { search: "renewal vip" })).toEqual([1]);
  expect(ids(campaigns, { search: "  ZOE " })).toEqual([2]);
  expect(ids(campaigns, { search: "1400000000/2" })).toEqual([2]);
  expect(ids(campaigns, { search: "south zoe" })).toEqual([]);
});

test("states and attention filter", () => {
  const campaigns = board({ state: "completed" }, {}, { attention: [{ kind: "stalled", since }] });
  expect(ids(campaigns, { states: ["completed"] })).toEqual([1]);
  expect(ids(campaigns, { attentionOnly: true })).toEqual([3]);
});

test("agents are filtered by globs, as in claims, whatever their case; an empty one is who is not known", () => {
  const agents = ["wu@team-a.example.com", "Li@Team-A.example.com", "wu@team-b.example.com", null];
  const campaigns = board(...agents.map((agent) => ({ agent })));
  expect(ids(campaigns, { agents: ["*@team-a.example.com"] })).toEqual([1, 2]);
  expect(ids(campaigns, { agents: ["WU@*"] })).toEqual([1, 3]);
  expect(ids(campaigns, { agents: ["", "wu@team-b.example.com"] })).toEqual([3, 4]);
});
