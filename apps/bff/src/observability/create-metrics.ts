import { agentStates, attentionKinds, campaignStates, upstreamStatuses } from "@cruiseboard/contract";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { accountOf } from "../config/account.ts";
import type { AccountState } from "../polling/account-state.ts";

/** Each code is a time series, and the upstream chooses them. */
const mostCodes = 60;
const callSeconds = [0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const ageSeconds = [1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 300, 600];
const requestSeconds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Prometheus metrics: sums over all campaigns, without names of campaigns or agents. `accounts` answers always the same ones. */
export function createMetrics(
  board: Pick<Board, "rows">,
  clock: Pick<Clock, "now">,
  version: string,
  accounts: () => readonly AccountState[],
) {
  const registry = new Registry();
  const registers = [registry];
  const hasSeveral = accounts().length > 1;
  /** The label `account` exists only with several accounts. */
  const accountLabel: "account"[] = hasSeveral ? ["account"] : [];
  const labelsOf = (account: string | undefined): { account?: string } =>
    account !== undefined && hasSeveral ? { account } : {};
  let measuresProcess = false;

  /** A gauge that is computed at each scrape; absent unless `collect` sets it. */
  function addGauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    collect: (gauge: Gauge<Label>) => void,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        gauge.reset();
        // Without labels a reset sets 0.
        if (labelNames.length === 0) gauge.remove();
        collect(gauge);
      },
    });
  }

  function addAccountGauge(name: string, help: string, valueOf: (account: AccountState) => number | null) {
    addGauge(name, help, accountLabel, (gauge) => {
      for (const account of accounts()) {
        const value = valueOf(account);
        if (value !== null) gauge.set(labelsOf(account.name), value);
      }
    });
  }

  addGauge("cruiseboard_build_info", "1, with the version as a label", ["version"], (gauge) =>
    gauge.set({ version }, 1),
  );
  addGauge(
    "cruiseboard_upstream_status",
    "1 for the state that the upstream is in",
    ["status", ...accountLabel],
    (gauge) => {
      for (const { name, upstream } of accounts())
        for (const status of upstreamStatuses)
          gauge.set({ status, ...labelsOf(name) }, upstream.status === status ? 1 : 0);
    },
  );
  addAccountGauge(
    "cruiseboard_upstream_budget_requests_per_second",
    "Requests a second that may be sent at present",
    ({ upstream }) => upstream.budgetPerSecond,
  );
  addAccountGauge(
    "cruiseboard_upstream_used_requests_per_second",
    "Requests a second that are sent at present",
    ({ upstream }) => upstream.usedPerSecond,
  );
  addAccountGauge(
    "cruiseboard_upstream_clock_skew_seconds",
    "The upstream's clock less ours; absent while not known",
    ({ upstream: { clockSkewMs } }) => clockSkewMs && clockSkewMs / 1000,
  );
  addAccountGauge(
    "cruiseboard_upstream_keys_set_aside",
    "Keys that the upstream refuses while others of their account work; the leader knows",
    ({ keysSetAside = null }) => keysSetAside,
  );
  addAccountGauge(
    "cruiseboard_leader",
    "1 for the backend that observes campaigns, 0 for followers",
    ({ leads }) => (leads ? 1 : 0),
  );
  addGauge(
    "cruiseboard_campaigns",
    "Watched campaigns by state and freshness",
    ["state", "freshness"],
    (gauge) => {
      for (const state of campaignStates) gauge.set({ state, freshness: "live" }, 0);
      for (const { shown } of board.rows(everything))
        gauge.inc({ state: shown.state, freshness: shown.freshness });
    },
  );
  addGauge(
    "cruiseboard_campaigns_needing_attention",
    "Watched campaigns by what needs attention",
    ["kind"],
    (gauge) => {
      for (const kind of attentionKinds) gauge.set({ kind }, 0);
      for (const { shown } of board.rows(everything))
        for (const { kind } of shown.attention) gauge.inc({ kind });
    },
  );
  addGauge("cruiseboard_agents", "Agents of watched campaigns by status", ["status"], (gauge) => {
    for (const status of agentStates) gauge.set({ status }, 0);
    const agents = new Map(
      board
        .rows(everything)
        .map(({ shown }) => [`${shown.sdkAppId} ${shown.agent?.toLowerCase()}`, shown.agentStatus?.status]),
    );
    for (const status of agents.values()) if (status !== undefined) gauge.inc({ status });
  });
  addGauge(
    "cruiseboard_oldest_observation_seconds",
    "Age of the oldest values among running campaigns; absent while none is running",
    accountLabel,
    (gauge) => {
      const running = board.rows(everything).filter(({ shown }) => shown.state === "running");
      for (const [holder, rows] of Map.groupBy(running, ({ key }) => accountOf(accounts(), key))) {
        const observed = rows.flatMap(({ shown }) => shown.observedAt ?? []);
        // ISO texts sort by time.
        const [oldest] = observed.toSorted();
        if (holder && oldest !== undefined)
          gauge.set(labelsOf(holder.name), (clock.now() - Date.parse(oldest)) / 1000);
      }
    },
  );
  for (const count of ["requests", "found"] as const) {
    const counter: Counter<"account"> = new Counter({
      name: `cruiseboard_discovery_${count}_total`,
      help: `The search for new campaigns, counted by the leader: ${count}`,
      labelNames: accountLabel,
      registers,
      collect() {
        counter.reset();
        for (const { name, leads, upstream } of accounts())
          if (leads) counter.inc(labelsOf(name), upstream.discovery?.[count] ?? 0);
      },
    });
  }
  const calls = new Counter({
    name: "cruiseboard_upstream_calls_total",
    help: "Calls to the upstream by outcome: OK, or the code of the error",
    labelNames: ["code", ...accountLabel],
    registers,
  });
  const agentCalls = new Counter({
    name: "cruiseboard_agent_status_calls_total",
    help: "Calls to the upstream for the statuses of agents, by outcome: OK, or the code of the error",
    labelNames: ["code", ...accountLabel],
    registers,
  });
  const callDuration = new Histogram({
    name: "cruiseboard_upstream_call_duration_seconds",
    help: "Duration of calls to the upstream",
    labelNames: accountLabel,
    buckets: callSeconds,
    registers,
  });
  const age = new Histogram({
    name: "cruiseboard_observation_age_seconds",
    help: "Age of the values of a campaign that has not ended when the next observation replaces them",
    labelNames: accountLabel,
    buckets: ageSeconds,
    registers,
  });
  const polls = new Counter({
    name: "cruiseboard_board_polls_total",
    help: "Polls of the board by status of the answer",
    labelNames: ["status"],
    registers,
  });
  const requests = new Histogram({
    name: "cruiseboard_http_request_duration_seconds",
    help: "Requests other than polls of the board",
    labelNames: ["method", "route", "status"],
    buckets: requestSeconds,
    registers,
  });
  const knownCodes = new Set<string>();

  function codeLabelOf(code: string | null): string {
    if (code === null) return "OK";
    const isNew = !knownCodes.has(code);
    if (isNew && (knownCodes.size >= mostCodes || !/^[A-Za-z0-9_.]{1,80}$/.test(code))) return "other";
    knownCodes.add(code);
    return code;
  }

  return {
    calledUpstream(account: string, code: string | null, seconds: number): void {
      const labels = labelsOf(account);
      calls.inc({ code: codeLabelOf(code), ...labels });
      callDuration.observe(labels, seconds);
    },
    calledForAgents: (account: string, code: string | null) =>
      agentCalls.inc({ code: codeLabelOf(code), ...labelsOf(account) }),
    observed(before: TrackedCampaign, after: TrackedCampaign): void {
      const { observedAt, endedAt } = before;
      if (observedAt === null || endedAt !== null || after.observedAt === null) return;
      if (after.observedAt <= observedAt) return;
      age.observe(labelsOf(accountOf(accounts(), after.key)?.name), (after.observedAt - observedAt) / 1000);
    },
    answeredPoll: (status: number) => polls.inc({ status }),
    /** `route`: the pattern, not the path. */
    answered: (method: string, route: string, status: number, seconds: number) =>
      requests.observe({ method, route, status }, seconds),
    text(): Promise<string> {
      // At the first scrape: a process without scrapes need not measure its event loop.
      if (!measuresProcess) collectDefaultMetrics({ register: registry });
      measuresProcess = true;
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
