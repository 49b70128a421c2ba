import { attentionKinds, type CampaignKey, campaignStates, upstreamStatuses } from "@cruiseboard/contract";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { accountOf } from "../config/account.ts";
import type { AccountState } from "../polling/account-state.ts";

interface MetricsOptions {
  readonly board: Pick<Board, "rows">;
  readonly clock: Pick<Clock, "now">;
  readonly version: string;
  /** The same accounts at every call. */
  readonly accounts: () => readonly AccountState[];
}

/** Each code is a time series, and the upstream chooses them. */
const mostCodes = 60;
const callSeconds = [0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const ageSeconds = [1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 300, 600];
const requestSeconds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Prometheus metrics: sums over all campaigns, without names of campaigns or agents. */
export function createMetrics({ board, clock, version, accounts }: MetricsOptions) {
  const registry = new Registry();
  const registers = [registry];
  const byAccount = createAccountLabels(accounts());
  let measuresProcess = false;
  describeBuild(registry, version);
  describeUpstream(registry, accounts, byAccount);
  describeBoard(registry, board);
  describeOldest(registry, { board, clock, accounts, byAccount });
  const calls = new Counter({
    name: "cruiseboard_upstream_calls_total",
    help: "Calls to the upstream by outcome: OK, or the code of the error",
    labelNames: ["code", ...byAccount.names],
    registers,
  });
  const callDuration = new Histogram({
    name: "cruiseboard_upstream_call_duration_seconds",
    help: "Duration of calls to the upstream",
    labelNames: byAccount.names,
    buckets: callSeconds,
    registers,
  });
  const age = new Histogram({
    name: "cruiseboard_observation_age_seconds",
    help: "Age of the values of a campaign that has not ended when the next observation replaces them",
    labelNames: byAccount.names,
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
  const codeLabelOf = createCodeLabels();

  return {
    /** `code`: the upstream's or ours; null: answered. */
    calledUpstream(account: string, code: string | null, seconds: number): void {
      const labels = byAccount.of(account);
      calls.inc({ code: codeLabelOf(code), ...labels });
      callDuration.observe(labels, seconds);
    },
    observed(before: TrackedCampaign, after: TrackedCampaign): void {
      const { observedAt, endedAt } = before;
      if (observedAt === null || endedAt !== null || after.observedAt === null) return;
      if (after.observedAt <= observedAt) return;
      age.observe(byAccount.holding(after.key), (after.observedAt - observedAt) / 1000);
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

/** A gauge that is computed at each scrape; absent unless `collect` sets it. */
function addGauge<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
  collect: (gauge: Gauge<Label>) => void,
): void {
  const gauge: Gauge<Label> = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      gauge.reset();
      // Without labels a reset sets 0.
      if (labelNames.length === 0) gauge.remove();
      collect(gauge);
    },
  });
}

function describeBuild(registry: Registry, version: string): void {
  addGauge(registry, "cruiseboard_build_info", "1, with the version as a label", ["version"], (gauge) =>
    gauge.set({ version }, 1),
  );
}

function describeBoard(registry: Registry, board: MetricsOptions["board"]): void {
  addGauge(
    registry,
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
    registry,
    "cruiseboard_campaigns_needing_attention",
    "Watched campaigns by what needs attention",
    ["kind"],
    (gauge) => {
      for (const kind of attentionKinds) gauge.set({ kind }, 0);
      for (const { shown } of board.rows(everything))
        for (const { kind } of shown.attention) gauge.inc({ kind });
    },
  );
}

function describeOldest(
  registry: Registry,
  { board, clock, accounts, byAccount }: Omit<MetricsOptions, "version"> & { byAccount: AccountLabels },
): void {
  addGauge(
    registry,
    "cruiseboard_oldest_observation_seconds",
    "Age of the oldest values among running campaigns; absent while none is running",
    byAccount.names,
    (gauge) => {
      const running = board.rows(everything).filter(({ shown }) => shown.state === "running");
      for (const [holder, rows] of Map.groupBy(running, ({ key }) => accountOf(accounts(), key))) {
        const observed = rows.flatMap(({ shown }) => shown.observedAt ?? []);
        const oldest = observed.reduce(
          (one, other) => Math.min(one, Date.parse(other)),
          Number.POSITIVE_INFINITY,
        );
        if (holder && observed.length > 0)
          gauge.set(byAccount.of(holder.name), (clock.now() - oldest) / 1000);
      }
    },
  );
}

function createCodeLabels(): (code: string | null) => string {
  const known = new Set<string>();
  return (code) => {
    if (code === null) return "OK";
    if (!known.has(code) && (known.size >= mostCodes || !/^[A-Za-z0-9_.]{1,80}$/.test(code))) return "other";
    known.add(code);
    return code;
  };
}

function describeUpstream(
  registry: Registry,
  accounts: () => readonly AccountState[],
  byAccount: AccountLabels,
): void {
  addGauge(
    registry,
    "cruiseboard_upstream_status",
    "1 for the state that the upstream is in",
    ["status", ...byAccount.names],
    (gauge) => {
      for (const { name, upstream } of accounts())
        for (const status of upstreamStatuses)
          gauge.set({ status, ...byAccount.of(name) }, upstream.status === status ? 1 : 0);
    },
  );
  const describe = (name: string, help: string, valueOf: (account: AccountState) => number | null) =>
    addGauge(registry, name, help, byAccount.names, (gauge) => {
      for (const account of accounts()) {
        const value = valueOf(account);
        if (value !== null) gauge.set(byAccount.of(account.name), value);
      }
    });
  describe(
    "cruiseboard_upstream_budget_requests_per_second",
    "Requests a second that may be sent at present",
    ({ upstream }) => upstream.budgetPerSecond,
  );
  describe(
    "cruiseboard_upstream_used_requests_per_second",
    "Requests a second that are sent at present",
    ({ upstream }) => upstream.usedPerSecond,
  );
  describe(
    "cruiseboard_upstream_clock_skew_seconds",
    "The upstream's clock less ours; absent while not known",
    ({ upstream: { clockSkewMs } }) => clockSkewMs && clockSkewMs / 1000,
  );
  describe("cruiseboard_leader", "1 for the backend that observes campaigns, 0 for followers", ({ leads }) =>
    leads ? 1 : 0,
  );
}

type AccountLabels = ReturnType<typeof createAccountLabels>;

/** The label `account` exists only with several accounts. */
function createAccountLabels(accounts: readonly AccountState[]) {
  const names: "account"[] = accounts.length > 1 ? ["account"] : [];
  const of = (account: string | undefined): { account?: string } =>
    account !== undefined && accounts.length > 1 ? { account } : {};
  return { names, of, holding: (key: CampaignKey) => of(accountOf(accounts, key)?.name) };
}
