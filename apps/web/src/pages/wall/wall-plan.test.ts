import type { AttentionKind } from "@cruiseboard/contract";
import { describe, expect, test } from "vitest";
import { campaignFixture } from "../../domain/campaign-fixture.ts";
import { parseTurn, parseWallViews, planWall, turned } from "./wall-plan.ts";

const campaign = (campaignId: number, kind?: AttentionKind) =>
  campaignFixture({
    campaignId,
    attention: kind ? [{ kind, since: "2026-11-22T05:00:00.000Z" }] : [],
  });
const ids = (campaigns: readonly { campaignId: number }[]) => campaigns.map(({ campaignId }) => campaignId);

const pagesOf = ({ pages }: ReturnType<typeof planWall>) => pages.map((page) => ids(page.campaigns));

describe("a plan", () => {
  test("keeps aside what needs attention, worst first, and divides the rest into pages of six", () => {
    const calm = Array.from({ length: 7 }, (_, index) => campaign(10 + index));
    const plan = planWall("all", [campaign(1, "uncalledAtClose"), ...calm, campaign(2, "stalled")], false);
    expect(ids(plan.aside)).toEqual([2, 1]);
    expect(pagesOf(plan)).toEqual([[10, 11, 12, 13, 14, 15], [16]]);
  });

  test("begins the pages with what finds no room aside", () => {
    const flagged = [1, 2, 3, 4].map((id) => campaign(id, "stalled"));
    const plan = planWall("all", [campaign(9), campaign(5, "notFound"), ...flagged], false);
    expect(ids(plan.aside)).toEqual([1, 2, 3]);
    expect([plan.flagged, plan.urgent]).toEqual([5, 4]);
    expect(pagesOf(plan)).toEqual([[4, 5, 9]]);
  });

  test("of an upright screen has longer pages, the fewer cards are above", () => {
    const sizes = [0, 1, 2, 3].map((count) => {
      const flagged = Array.from({ length: count }, (_, id) => campaign(id, "stalled"));
      return planWall("all", flagged, true).size;
    });
    expect(sizes).toEqual([10, 9, 7, 6]);
  });

  test("of attention shows nothing else; one of agents, all agents", () => {
    const campaigns = [campaign(1), campaign(2, "stalled"), campaignFixture({ campaignId: 3, agent: "a@x" })];
    expect(pagesOf(planWall("attention", campaigns, false))).toEqual([[2]]);
    const [page] = planWall("agents", campaigns, false).pages;
    expect(page?.campaigns).toEqual([]);
    expect(page?.agents.map(({ agent }) => agent)).toEqual(["foo@example.com", "a@x"]);
  });

  test("of nothing at all is one empty page", () => {
    expect(pagesOf(planWall("all", [], false))).toEqual([[]]);
  });
});

describe("the views of a wall", () => {
  const saved = [
    { name: "Team A", query: "agent=a1&agent=a2" },
    { name: "agents", query: "q=mine" },
  ];
  const kinds = (search: string) => parseWallViews(search, saved).views.map(({ kind, name }) => name ?? kind);

  test.each([
    ["", ["all"]],
    ["views=", ["all"]],
    ["views=attention,all,agents", ["attention", "all", "agents"]],
    ["views=Team A, attention", ["Team A", "attention"]],
    ["views=team-a,team-a", ["Team A", "Team A"]],
  ])("%j: %j", (search, expected) => {
    expect(kinds(search)).toEqual(expected);
    expect(parseWallViews(search, saved).unknown).toEqual([]);
  });

  test("those that nobody saved here are named and left out; without any other the wall shows all", () => {
    expect(kinds("views=team-b,attention")).toEqual(["attention"]);
    expect(parseWallViews("views=team-b,attention", saved).unknown).toEqual(["team-b"]);
    expect(kinds("views=team-b")).toEqual(["all"]);
  });

  test("a saved view filters as it was saved, all others as the URL says", () => {
    const { views } = parseWallViews("q=south&views=attention,team-a", saved);
    expect(views.map(({ view }) => [view.search, view.agents])).toEqual([
      ["south", []],
      ["", ["a1", "a2"]],
    ]);
  });
});

test("turning goes through the pages of each view, and on to the next one", () => {
  const size = { views: 3, pages: 2 };
  expect(turned({ view: 0, page: 0 }, 1, size)).toEqual({ view: 0, page: 1 });
  expect(turned({ view: 0, page: 1 }, 1, size)).toEqual({ view: 1, page: 0 });
  expect(turned({ view: 2, page: 1 }, 1, size)).toEqual({ view: 0, page: 0 });
  expect(turned({ view: 1, page: 1 }, -1, size)).toEqual({ view: 1, page: 0 });
  // How many pages the view before has is not known yet.
  expect(turned({ view: 0, page: 0 }, -1, size)).toEqual({ view: 2, page: Infinity });
});

test("pages turn as often as the query says, within reason", () => {
  expect(["", "turn=30", "turn=0", "turn=1e9", "turn=soon", "turn="].map(parseTurn)).toEqual([
    15, 30, 5, 600, 15, 5,
  ]);
});
