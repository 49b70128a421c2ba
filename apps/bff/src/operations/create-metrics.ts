import type { UpstreamStatus } from "@cruiseboard/contract";
import { attentionKinds, campaignStates } from "@cruiseboard/contract";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";

/** What an operator's Prometheus is told: sums over everything, never a campaign or an agent by name. */
export interface Metrics {
  /** A call to the upstream is over. `code`: the upstream's or ours; null: answered. */
  calledUpstream(code: string | null, seconds: number): void;
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

export interface MetricsOptions {
  readonly board: Pick<Board, "rows" | "upstream">;
  readonly clock: Pick<Clock, "now">;
  readonly version: string;
  /** Whether this backend is the one that asks the upstream; always, unless told. */
  readonly leads?: () => boolean;
}

const upstreamStatuses = [
  "ok",
  "throttled",
  "degraded",
  "credentialsRejected",
  "unreachable",
] as const satisfies readonly UpstreamStatus[];
/** Codes come from outside; each of them is a time series. */
const mostCodes = 60;
const callSeconds = [0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const ageSeconds = [1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 300, 600];
const requestSeconds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

export function createMetrics({ board, clock, version, leads = () => true }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  describeBuild(registry, version);
  describeUpstream(registry, board);
  describeCluster(registry, leads);
  describeBoard(registry, board, clock);
  const calls = new Counter({
    name: "cruiseboard_upstream_calls_total",
    help: "Calls to the upstream by outcome: OK, or the code of the error",
    labelNames: ["code"],
    registers,
  });
  const callDuration = new Histogram({
    name: "cruiseboard_upstream_call_duration_seconds",
    help: "How long calls to the upstream took",
    buckets: callSeconds,
    registers,
  });
  const age = new Histogram({
    name: "cruiseboard_observation_age_seconds",
    help: "How old the values of a campaign that has not ended had become when they were replaced",
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
    calledUpstream(code, seconds) {
      calls.inc({ code: labelOf(code) });
      callDuration.observe(seconds);
    },
    observed(before, after) {
      const { observedAt, endedAt } = before;
      if (observedAt === null || endedAt !== null || after.observedAt === null) return;
      if (after.observedAt > observedAt) age.observe((after.observedAt - observedAt) / 1000);
    },
    answeredPoll: polls,
    answered: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    text: () => registry.metrics(),
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

function describeUpstream(registry: Registry, board: MetricsOptions["board"]): void {
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_upstream_status",
      help: "1 for the state that the upstream is in",
      labelNames: ["status"],
      registers: [],
      collect() {
        for (const status of upstreamStatuses) this.set({ status }, board.upstream.status === status ? 1 : 0);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_upstream_budget_requests_per_second",
      help: "Requests a second that may be sent at present",
      registers: [],
      collect() {
        this.set(board.upstream.budgetPerSecond);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_upstream_used_requests_per_second",
      help: "Requests a second that are sent at present",
      registers: [],
      collect() {
        this.set(board.upstream.usedPerSecond);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_upstream_clock_skew_seconds",
      help: "The upstream's clock less ours; absent while not known",
      registers: [],
      collect() {
        this.remove();
        const { clockSkewMs } = board.upstream;
        if (clockSkewMs !== null) this.set(clockSkewMs / 1000);
      },
    }),
  );
}

function describeCluster(registry: Registry, leads: () => boolean): void {
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_leader",
      help: "1 for the one backend that asks the upstream, 0 for those that follow it",
      registers: [],
      collect() {
        this.set(leads() ? 1 : 0);
      },
    }),
  );
}

function describeBoard(registry: Registry, board: MetricsOptions["board"], clock: Pick<Clock, "now">): void {
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
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_oldest_observation_seconds",
      help: "Age of the oldest values among running campaigns; absent while none is running",
      registers: [],
      collect() {
        this.remove();
        const ages = board.rows(everything).flatMap(({ shown: { state, observedAt } }) => {
          return state === "running" && observedAt !== null
            ? (clock.now() - Date.parse(observedAt)) / 1000
            : [];
        });
        if (ages.length > 0) this.set(ages.reduce((oldest, age) => Math.max(oldest, age)));
      },
    }),
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
