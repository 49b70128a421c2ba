import { describe, expect, test } from "vitest";
import {
  agentBars,
  agentRows,
  countByStatus,
  parseAgentOrder,
  sortAgents,
  withAgentOrder,
} from "./agent-portfolio.ts";
import { campaignFixture } from "./campaign-fixture.ts";

const since = "2026-11-22T05:00:00.000Z";
const campaigns = [
  campaignFixture({ agent: "b", attention: [{ kind: "uncalledAtClose", since }] }),
  campaignFixture({
    agent: "a",
    totalCallees: 100,
    calledCallees: 60,
    uncalledAtClose: 7,
    attention: [{ kind: "willMissWindow", since }],
  }),
  campaignFixture({ agent: "a", state: "completed", totalCallees: 50, calledCallees: 50 }),
  campaignFixture({ agent: null, totalCallees: null }),
];

const away = (agent: string, uncalledAtClose: number) =>
  campaignFixture({ agent, uncalledAtClose, attention: [{ kind: "agentAway", since }] });

describe("the portfolio by agent", () => {
  test("sums up each agent's campaigns", () => {
    const row = agentRows(campaigns).find(({ agent }) => agent === "a");
    expect(row?.totals).toMatchObject({
      campaigns: 2,
      called: 110,
      remaining: 40,
      left: { sum: 7, known: 1 },
    });
    expect(row?.attention).toEqual([["willMissWindow", 1]]);
  });

  test("is sorted by what needs attention first, and what is not known stands last in either direction", () => {
    const rows = agentRows(campaigns);
    const order = (by: string) =>
      sortAgents(rows, parseAgentOrder(`?by=${by}`), "en").map(({ agent }) => agent);
    expect(order("")).toEqual(["a", "b", ""]);
    expect(order("left")).toEqual(["a", "", "b"]);
    expect(order("-agent")).toEqual(["b", "a", ""]);
    expect(order("-campaigns")[0]).toBe("a");
  });

  test("has an agent who left running campaigns behind those that are flagged, and counts by status", () => {
    const agentStatus = { status: "onBreak", reason: null, since, observedAt: since } as const;
    const rows = agentRows([
      campaignFixture({ agent: "done", state: "completed", agentStatus }),
      campaignFixture({ agent: "left", agentStatus }),
      ...campaigns,
    ]);
    const names = sortAgents(rows, parseAgentOrder(""), "en").map(({ agent }) => agent);
    expect(names).toEqual(["a", "b", "left", "", "done"]);
    expect(countByStatus(rows)).toEqual([["onBreak", 2]]);
  });

  test("has the agent whose absence costs most first, and each once, however the account is written", () => {
    const rows = agentRows([away("a", 5), away("b", 500), away("c", 7), away("C", 2)]);
    const names = sortAgents(rows, parseAgentOrder(""), "en").map(({ agent }) => agent);
    expect(names).toEqual(["c", "b", "a"]);
  });

  test("keeps its order in the URL", () => {
    expect(withAgentOrder("lang=en", { sort: "left", descending: true })).toBe("lang=en&by=-left");
    expect(withAgentOrder("by=left", parseAgentOrder(""))).toBe("");
  });
});

test("those with the most to call have bars, the others a sum", () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    campaignFixture({ agent: `agent ${index}`, totalCallees: 100 + index, calledCallees: 50 }),
  );
  const { bars, others } = agentBars(agentRows(many));
  expect(bars).toHaveLength(10);
  expect(bars[0]).toEqual({ agent: "agent 29", called: 50, remaining: 79 });
  expect(others).toMatchObject({ count: 20, called: 1000 });
  expect(agentBars(agentRows(many.slice(0, 10))).others).toBeNull();
  expect(agentBars(agentRows([campaignFixture({ totalCallees: null })])).bars).toEqual([]);
});
