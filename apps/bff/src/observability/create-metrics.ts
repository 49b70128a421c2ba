import { agentStates, attentionKinds, campaignStates, upstreamStatuses } from "@cruiseboard/contract";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import { sameAccount } from "../campaigns/agent-status.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { accountOf } from "../config/account.ts";
import type { AccountState } from "../polling/account-state.ts";

/** Each code is a time series, and the upstream chooses them. */
const mostCodes = 60;

type Series = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

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
  const accountLabel = hasSeveral ? ["account"] : [];
  const labelsOf = (account: string | undefined): { account?: string } =>
    account !== undefined && hasSeveral ? { account } : {};
  let measuresProcess = false;

  const perAccount = (valueOf: (account: AccountState) => number | null): Series =>
    accounts().flatMap((account) => {
      const value = valueOf(account);
      return value === null ? [] : [[labelsOf(account.name), value]];
    });
  const shownCampaigns = () => board.rows(everything).map(({ shown }) => shown);

  /** Computed at each scrape: help, labels, and values, of which equal labels add up. Without values it is absent. */
  const scraped: Readonly<Record<string, readonly [string, readonly string[], () => Series]>> = {
    build_info: ["1, with the version as a label", ["version"], () => [[{ version }, 1]]],
    upstream_status: [
      "1 for the state that the upstream is in",
      ["status", ...accountLabel],
      () =>
        upstreamStatuses.flatMap((status) =>
          accounts().map(({ name, upstream }) => [
            { status, ...labelsOf(name) },
            upstream.status === status ? 1 : 0,
          ]),
        ),
    ],
    upstream_budget_requests_per_second: [
      "Requests a second that may be sent at present",
      accountLabel,
      () => perAccount(({ upstream }) => upstream.budgetPerSecond),
    ],
    upstream_used_requests_per_second: [
      "Requests a second that are sent at present",
      accountLabel,
      () => perAccount(({ upstream }) => upstream.usedPerSecond),
    ],
    upstream_clock_skew_seconds: [
      "The upstream's clock less ours; absent while not known",
      accountLabel,
      () => perAccount(({ upstream: { clockSkewMs } }) => clockSkewMs && clockSkewMs / 1000),
    ],
    upstream_keys_set_aside: [
      "Keys that the upstream refuses while others of their account work; the leader knows",
      accountLabel,
      () => perAccount(({ keysSetAside = null }) => keysSetAside),
    ],
    leader: [
      "1 for the backend that observes campaigns, 0 for followers",
      accountLabel,
      () => perAccount(({ leads }) => Number(leads)),
    ],
    discovery_requests_total: [
      "The search for new campaigns, counted by the leader: requests",
      accountLabel,
      () => perAccount(({ leads, upstream }) => (leads ? (upstream.discovery?.requests ?? 0) : null)),
    ],
    discovery_found_total: [
      "The search for new campaigns, counted by the leader: found",
      accountLabel,
      () => perAccount(({ leads, upstream }) => (leads ? (upstream.discovery?.found ?? 0) : null)),
    ],
    campaigns: [
      "Watched campaigns by state and freshness",
      ["state", "freshness"],
      () => [
        ...campaignStates.map((state) => [{ state, freshness: "live" }, 0] as const),
        ...shownCampaigns().map(({ state, freshness }) => [{ state, freshness }, 1] as const),
      ],
    ],
    campaigns_needing_attention: [
      "Watched campaigns by what needs attention",
      ["kind"],
      () => [
        ...attentionKinds.map((kind) => [{ kind }, 0] as const),
        ...shownCampaigns().flatMap(({ attention }) => attention.map(({ kind }) => [{ kind }, 1] as const)),
      ],
    ],
    agents: [
      "Agents of watched campaigns by status",
      ["status"],
      () => {
        const agents = new Map(
          shownCampaigns().map((one) => [`${one.sdkAppId} ${sameAccount(one.agent)}`, one.agentStatus]),
        );
        return [
          ...agentStates.map((status) => [{ status }, 0] as const),
          ...[...agents.values()].flatMap((known) => (known ? [[{ status: known.status }, 1] as const] : [])),
        ];
      },
    ],
    oldest_observation_seconds: [
      "Age of the oldest values among running campaigns; absent while none is running",
      accountLabel,
      () => {
        const running = shownCampaigns().filter(({ state }) => state === "running");
        const byAccount = Map.groupBy(running, (campaign) => accountOf(accounts(), campaign)?.name);
        return [...byAccount].flatMap(([name, campaigns]) => {
          // ISO texts sort by time.
          const [oldest] = campaigns.flatMap(({ observedAt }) => observedAt ?? []).toSorted();
          return name && oldest ? [[labelsOf(name), (clock.now() - Date.parse(oldest)) / 1000] as const] : [];
        });
      },
    ],
  };
  for (const [name, [help, labelNames, read]] of Object.entries(scraped)) {
    const isCounter = name.endsWith("_total");
    const metric: Counter | Gauge = new (isCounter ? Counter : Gauge)({
      name: `cruiseboard_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        metric.reset();
        // Without labels a reset sets 0.
        if (!isCounter && labelNames.length === 0) metric.remove();
        for (const [labels, value] of read()) metric.inc(labels, value);
      },
    });
  }

  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `cruiseboard_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, labelNames: string[], buckets: number[]) =>
    new Histogram({ name: `cruiseboard_${name}`, help, labelNames, buckets, registers });
  const calls = counter(
    "upstream_calls_total",
    "Calls to the upstream by outcome: OK, or the code of the error",
    ["code", ...accountLabel],
  );
  const agentCalls = counter(
    "agent_status_calls_total",
    "Calls to the upstream for the statuses of agents, by outcome: OK, or the code of the error",
    ["code", ...accountLabel],
  );
  const callDuration = histogram(
    "upstream_call_duration_seconds",
    "Duration of calls to the upstream",
    accountLabel,
    [0.05, 0.1, 0.2, 0.5, 1, 2, 5],
  );
  const age = histogram(
    "observation_age_seconds",
    "Age of the values of a campaign that has not ended when the next observation replaces them",
    accountLabel,
    [1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 300, 600],
  );
  const polls = counter("board_polls_total", "Polls of the board by status of the answer", ["status"]);
  const requests = histogram(
    "http_request_duration_seconds",
    "Requests other than polls of the board",
    ["method", "route", "status"],
    [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
  );
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
