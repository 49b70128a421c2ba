import { describe, expect, it } from "vitest";
import { type Dialing, dialingFacts, dialingStart } from "../../test/kit/dialed-campaign.ts";
import { agentStatusAt, agentsByAccount, nextAgentStatus } from "./agent-status.ts";
import { attentionOf } from "./attention.ts";
import { foldAgents, foldObservation, forgetAgent } from "./fold-observation.ts";
import type { AgentFacts } from "./observation.ts";
import { presentCampaign } from "./present-campaign.ts";
import { trackCampaign } from "./tracked-campaign.ts";

const second = 1000;
const minute = 60 * second;
const agent = (status: AgentFacts["status"], statusSince: number | null, reason: string | null = null) => ({
  account: "Foo@Example.com",
  status,
  reason,
  statusSince,
});

const entry = (account: string | null, status: AgentFacts["status"]) => ({ ...agent(status, 5), account });

describe("an agent's status", () => {
  it("is one while calls begin and end, since the agent began to work", () => {
    const first = nextAgentStatus(null, agent("free", 100), 1000);
    const calling = nextAgentStatus(first, agent("busy", 1500), 2000);
    expect(calling).toEqual({
      status: "working",
      reason: null,
      since: 100,
      awaySince: null,
      backAt: null,
      observedAt: 2000,
    });
    expect(nextAgentStatus(calling, agent("aftercallwork", 2500), 3000).since).toBe(100);
    const away = nextAgentStatus(calling, agent("rest", 3500, "lunch"), 4000);
    expect(away).toEqual({
      status: "onBreak",
      reason: "lunch",
      since: 3500,
      awaySince: 3500,
      backAt: null,
      observedAt: 4000,
    });
    expect(nextAgentStatus(away, agent("rest", 4500, "lunch"), 5000).since).toBe(4500);
    const gone = nextAgentStatus(away, agent("offline", 5000), 5500);
    expect(gone).toMatchObject({ status: "offline", since: 5000, awaySince: 3500 });
    const back = nextAgentStatus(gone, agent("free", 5500), 6000);
    expect(back).toMatchObject({ since: 5500, awaySince: null, backAt: 5500 });
    expect(nextAgentStatus(back, agent("busy", 6500), 7000)).toMatchObject({ since: 5500, backAt: 5500 });
  });

  it("has the time of its first observation where the upstream tells none, and none in the future", () => {
    const offline = nextAgentStatus(null, agent("offline", null), 1000);
    expect(nextAgentStatus(offline, agent("offline", null), 2000).since).toBe(1000);
    const later = nextAgentStatus(null, agent("notready", 9000), 1000);
    expect(later.since).toBe(1000);
    expect(nextAgentStatus(later, agent("notready", 9000), 2000).since).toBe(1000);
  });

  it("is unknown for an agent whom the answer lacks, and when it is stale, with its age", () => {
    const unknown = {
      status: "unknown",
      reason: null,
      since: null,
      awaySince: null,
      backAt: null,
      observedAt: 1000,
    };
    expect(nextAgentStatus(null, undefined, 1000)).toEqual(unknown);
    expect(nextAgentStatus(null, agent("unknown", 5, "x"), 1000)).toEqual(unknown);
    const known = nextAgentStatus(null, agent("rest", 500), 1000);
    expect(agentStatusAt(known, true, 30_999)).toBe(known);
    expect(agentStatusAt(known, true, 31_000)).toEqual(unknown);
    expect(agentStatusAt(known, false, 31_000)).toBe(known);
    expect(agentStatusAt(null, true, 31_000)).toBeNull();
  });
});

it("is nobody's without an account, and unknown where two entries of one account disagree", () => {
  const byAccount = agentsByAccount([
    entry(null, "rest"),
    entry("", "rest"),
    entry("a@b", "free"),
    entry("A@b", "busy"),
    entry("c@b", "free"),
    entry("C@B", "rest"),
    entry("c@b", "rest"),
  ]);
  expect([...byAccount].map(([account, { status }]) => [account, status])).toEqual([
    ["a@b", "busy"],
    ["c@b", "unknown"],
  ]);
});

interface Shift {
  /** When the agent is away, ms after the start. */
  readonly away?: { readonly from: number; readonly to: number };
  readonly status?: AgentFacts["status"];
  /** No agents are observed from then on. */
  readonly blindFrom?: number;
}

/** Observes a campaign every 15 s and its agent every 5 s; answers the kinds of attention at each moment. */
function watch(dialing: Dialing, to: number, { away, status = "rest", blindFrom = Infinity }: Shift = {}) {
  let known = trackCampaign({ sdkAppId: 1, campaignId: 2 }, null);
  const seen: { ms: number; kinds: string[]; since: number | null }[] = [];
  for (let ms = 0; ms <= to; ms += 5 * second) {
    const at = dialingStart + ms;
    if (ms % (15 * second) === 0) {
      const facts = { ...dialingFacts(dialing, ms), agent: "FOO@example.com" };
      known = foldObservation(known, { kind: "answered", at, facts });
    }
    const isAway = away !== undefined && ms >= away.from && ms < away.to;
    const back = away !== undefined && ms >= away.to ? away.to : 0;
    const one = isAway
      ? agent(status, dialingStart + away.from)
      : agent(ms % 40_000 < 20_000 ? "busy" : "free", dialingStart + Math.max(back, ms - (ms % 20_000)));
    if (ms < blindFrom) known = foldAgents(known, new Map([["foo@example.com", one]]), at);
    const kinds = attentionOf(known).map(({ kind }) => kind);
    seen.push({ ms, kinds, since: known.alarms.awaySince });
  }
  return { seen, known };
}

describe("agentAway", () => {
  const stall = { from: 30 * minute, to: 45 * minute };
  const rounds = [30, 45, 75, 180].map((seconds) => seconds * second);
  const dialing = (roundMs: number): Dialing => ({
    roundMs,
    size: 4,
    total: 2000,
    windowMs: 12 * 60 * minute,
  });

  it.each(rounds)("is told of an agent who leaves, and a stall never, with rounds of %d ms", (roundMs) => {
    for (const status of ["rest", "notready", "offline"] as const) {
      const { seen } = watch({ ...dialing(roundMs), stall }, 60 * minute, { away: stall, status });
      const told = seen.filter(({ kinds }) => kinds.includes("agentAway"));
      expect(seen.filter(({ kinds }) => kinds.includes("stalled"))).toEqual([]);
      expect(told[0]?.ms).toBeLessThanOrEqual(stall.from + 3 * minute + 10 * second);
      expect(told.at(-1)?.ms).toBe(stall.to - 5 * second);
      expect(new Set(told.map(({ since }) => since))).toEqual(new Set([dialingStart + stall.from]));
    }
  });

  it("is told of nobody who works, and a stall of a working agent stays one", () => {
    const quiet = watch(dialing(45 * second), 60 * minute).seen;
    expect(quiet.filter(({ kinds }) => kinds.length > 0)).toEqual([]);
    const { seen } = watch({ ...dialing(45 * second), stall }, 44 * minute);
    expect(seen.at(-1)?.kinds).toEqual(["stalled"]);
  });

  it("is not told of a campaign that dials on until it stops, nor by a stale status", () => {
    const away = { from: 20 * minute, to: 60 * minute };
    const on = watch(dialing(45 * second), 60 * minute, { away }).seen;
    expect(on.filter(({ kinds }) => kinds.length > 0)).toEqual([]);
    const stops = watch({ ...dialing(45 * second), stall }, 44 * minute, { away }).seen;
    expect(stops.find(({ kinds }) => kinds.length > 0)?.ms).toBeGreaterThan(stall.from);
    expect(stops.at(-1)?.kinds).toEqual(["agentAway"]);
    const blind = watch({ ...dialing(45 * second), stall }, 44 * minute, {
      away: stall,
      blindFrom: 36 * minute,
    }).seen;
    expect(blind.find(({ ms }) => ms === 35 * minute)?.kinds).toEqual(["agentAway"]);
    expect(blind.at(-1)?.kinds).toEqual(["stalled"]);
  });

  it("ends with the feature, and with another agent; its ETA is as if the agent came back now", () => {
    const { known } = watch({ ...dialing(45 * second), stall, total: 600 }, 40 * minute, { away: stall });
    expect(presentCampaign(known, dialingStart + 40 * minute)).toMatchObject({
      pacePerMinute: 0,
      eta: { earliest: expect.any(String) },
      agentStatus: { status: "onBreak", since: "2026-11-22T08:30:00.000Z" },
    });
    expect(forgetAgent(known)).toMatchObject({ agentStatus: null, alarms: { awaySince: null } });
    const at = dialingStart + 41 * minute;
    const facts = { ...dialingFacts(dialing(45 * second), 40 * minute), agent: "bar@example.com" };
    expect(foldObservation(known, { kind: "answered", at, facts }).agentStatus).toBeNull();
  });
});
