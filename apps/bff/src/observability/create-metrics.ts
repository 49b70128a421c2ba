import { attentionKinds, type CampaignKey, campaignStates, upstreamStatuses } from "@cruiseboard/contract";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { accountOf } from "../config/account.ts";
import type { AccountState } from "../polling/account-state.ts";

/** What an operator's Prometheus is told: sums over everything, never a campaign or an agent by name. */
export interface Metrics {
  /** A call to the upstream is over. `code`: the upstream's or ours; null: answered. */
  calledUpstream(account: string, code: string | null, seconds: number): void;
  /** A campaign was looked at and folded. */
  observed(before: TrackedCampaign, after: TrackedCampaign): void;
  /** A poll of the board was answered with this status. */
  answeredPoll(status: number): void;
  /** Any other request was. `route`: the pattern, not the path. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** In Prometheus's text format; `contentType` names its version. */
  text(): Promise<string>;
  readonly contentType: string;
}

interface MetricsOptions {
  readonly board: Pick<Board, "rows">;
  readonly clock: Pick<Clock, "now">;
  readonly version: string;
  /** At least one, always the same ones. */
  readonly accounts: () => readonly AccountState[];
}

/** Codes come from outside; each of them is a time series. */
const mostCodes = 60;
const callSeconds = [0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const ageSeconds = [1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 300, 600];
const requestSeconds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

export function createMetrics({ board, clock, version, accounts }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const byAccount = createAccountLabels(accounts());
  let describesProcess = false;
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
    help: "How long calls to the upstream took",
    labelNames: byAccount.names,
    buckets: callSeconds,
    registers,
  });
  const age = new Histogram({
    name: "cruiseboard_observation_age_seconds",
    help: "How old the values of a campaign that has not ended had become when they were replaced",
    labelNames: byAccount.names,
    buckets: ageSeconds,
    registers,
  });
  const polls = countPolls(registry);
  const requests = new Histogram({
    name: "cruiseboard_http_request_duration_seconds",
    help: "Requests other than polls of the board",
    labelNames: ["method", "route", "status"],
    buckets: requestSeconds,
    registers,
  });
  const labelOf = createCodeLabels();

  return {
    calledUpstream(account, code, seconds) {
      const labels = byAccount.of(account);
      calls.inc({ code: labelOf(code), ...labels });
      callDuration.observe(labels, seconds);
    },
    observed(before, after) {
      const { observedAt, endedAt } = before;
      if (observedAt === null || endedAt !== null || after.observedAt === null) return;
      if (after.observedAt <= observedAt) return;
      age.observe(byAccount.holding(after.key), (after.observedAt - observedAt) / 1000);
    },
    answeredPoll: polls,
    answered: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    text() {
      // From the first scrape on: an unscraped process does not measure its event loop.
      if (!describesProcess) collectDefaultMetrics({ register: registry });
      describesProcess = true;
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** The busiest route of all: counted in a plain map, and looked at only when somebody asks. */
function countPolls(registry: Registry): (status: number) => void {
  const counts = new Map<number, number>();
  registry.registerMetric(
    new Counter({
      name: "cruiseboard_board_polls_total",
      help: "Polls of the board by status of the answer",
      labelNames: ["status"],
      registers: [],
      collect() {
        this.reset();
        for (const [status, count] of counts) this.inc({ status }, count);
      },
    }),
  );
  return (status) => void counts.set(status, (counts.get(status) ?? 0) + 1);
}

function describeBuild(registry: Registry, version: string): void {
  const build = new Gauge({
    name: "cruiseboard_build_info",
    help: "1, with the version as a label",
    labelNames: ["version"],
    registers: [registry],
  });
  build.set({ version }, 1);
}

function describeBoard(registry: Registry, board: MetricsOptions["board"]): void {
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_campaigns",
      help: "Watched campaigns by state and freshness",
      labelNames: ["state", "freshness"],
      registers: [],
      collect() {
        this.reset();
        for (const state of campaignStates) this.set({ state, freshness: "live" }, 0);
        for (const { shown } of board.rows(everything))
          this.inc({ state: shown.state, freshness: shown.freshness });
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_campaigns_needing_attention",
      help: "Watched campaigns by what needs attention",
      labelNames: ["kind"],
      registers: [],
      collect() {
        for (const kind of attentionKinds) this.set({ kind }, 0);
        for (const { shown } of board.rows(everything))
          for (const { kind } of shown.attention) this.inc({ kind });
      },
    }),
  );
}

function describeOldest(
  registry: Registry,
  { board, clock, accounts, byAccount }: Omit<MetricsOptions, "version"> & { byAccount: AccountLabels },
): void {
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_oldest_observation_seconds",
      help: "Age of the oldest values among running campaigns; absent while none is running",
      labelNames: byAccount.names,
      registers: [],
      collect() {
        for (const { name } of accounts()) this.remove(byAccount.of(name));
        const running = board.rows(everything).filter(({ shown }) => shown.state === "running");
        for (const [holder, rows] of Map.groupBy(running, ({ key }) => accountOf(accounts(), key))) {
          const oldest = oldestOf(rows.map(({ shown }) => shown.observedAt));
          if (holder && oldest !== null) this.set(byAccount.of(holder.name), (clock.now() - oldest) / 1000);
        }
      },
    }),
  );
}

/** Epoch ms; null: none was ever observed. */
function oldestOf(instants: readonly (string | null)[]): number | null {
  const times = instants.flatMap((at) => (at === null ? [] : Date.parse(at)));
  return times.length === 0 ? null : times.reduce((oldest, at) => Math.min(oldest, at));
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

/** How the upstream is doing for each account, and who asks for it. */
function describeUpstream(
  registry: Registry,
  accounts: () => readonly AccountState[],
  byAccount: AccountLabels,
): void {
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_upstream_status",
      help: "1 for the state that the upstream is in",
      labelNames: ["status", ...byAccount.names],
      registers: [],
      collect() {
        for (const { name, upstream } of accounts())
          for (const status of upstreamStatuses)
            this.set({ status, ...byAccount.of(name) }, upstream.status === status ? 1 : 0);
      },
    }),
  );
  const describe = (name: string, help: string, valueOf: (account: AccountState) => number | null) =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: byAccount.names,
        registers: [],
        collect() {
          this.reset();
          for (const account of accounts()) {
            const value = valueOf(account);
            if (value === null) this.remove(byAccount.of(account.name));
            else this.set(byAccount.of(account.name), value);
          }
        },
      }),
    );
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
  describe(
    "cruiseboard_leader",
    "1 for the one backend that asks the upstream, 0 for those that follow it",
    ({ leads }) => (leads ? 1 : 0),
  );
}

/** A label of its own only where there are several accounts. */
interface AccountLabels {
  readonly names: readonly "account"[];
  of(account: string): { account?: string };
  /** That of the account whose campaign it is. */
  holding(key: CampaignKey): { account?: string };
}

const unlabelled: AccountLabels = { names: [], of: () => ({}), holding: () => ({}) };

function createAccountLabels(accounts: readonly AccountState[]): AccountLabels {
  if (accounts.length === 1) return unlabelled;
  return {
    names: ["account"],
    of: (account) => ({ account }),
    holding(key) {
      const holder = accountOf(accounts, key);
      return holder ? { account: holder.name } : {};
    },
  };
}
