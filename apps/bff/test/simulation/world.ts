import { loadConfig } from "../../src/config/config.ts";
import type { SendMessage } from "../../src/webhooks/send-message.ts";
import { createDice, type Dice } from "./dice.ts";
import { makePlan, type Plan } from "./plan.ts";
import { createSimulatedBackend, type SimulatedBackend } from "./simulated-backend.ts";
import { openSimulatedDatabase, type SimulatedDatabase } from "./simulated-database.ts";
import type { SimulatedProcess } from "./simulated-process.ts";
import { createSimulatedUpstream, type SimulatedUpstream } from "./simulated-upstream.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createTrace, type Trace } from "./trace.ts";
import { truthOf } from "./world-campaigns.ts";

/** A broken promise; the first of each kind. */
export interface Violation {
  readonly invariant: string;
  readonly atMs: number;
  readonly words: string;
}

/** Everything that a seed makes. */
export interface World {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly epochMs: number;
  readonly dice: Dice;
  readonly trace: Trace;
  readonly database: SimulatedDatabase;
  readonly upstream: SimulatedUpstream;
  readonly backends: readonly SimulatedBackend[];
  readonly receiver: Receiver;
  readonly violations: readonly Violation[];
  violate(invariant: string, words: string): void;
  isArchived(path: string): boolean;
  /** What a backend asks of the database, as it asks. */
  onStatement: (name: string, sql: string) => void;
  onSend: (name: string) => void;
}

/** Where webhooks go. */
interface Receiver {
  /** Until then a message may wait without anybody being at fault, ms. */
  readonly excusedUntil: number;
}

/** A Friday, at nine. */
const epochMs = Date.UTC(2026, 10, 20, 9);
/** A message is refused by itself this often. */
const receiverFails = 0.04;
const receiverWaitsMs = [5000, 15_000, 60_000, 300_000];

export async function createWorld(seed: number): Promise<World> {
  const dice = createDice(seed);
  const plan = makePlan(dice.fork());
  const timeline = createTimeline();
  const trace = createTrace(() => timeline.now);
  const database = await openSimulatedDatabase(timeline, epochMs, !plan.embedded);
  const violations: Violation[] = [];
  const receiver = { excusedUntil: 0, failures: 0 };
  const inArchive = database.raw.prepare("select 1 from archive where sdk_app_id = ? and campaign_id = ?");

  const world = {
    plan,
    timeline,
    epochMs,
    dice: dice.fork(),
    trace,
    database,
    receiver,
    violations,
    violate(invariant: string, words: string) {
      if (violations.some((known) => known.invariant === invariant)) return;
      trace.tell(`VIOLATED ${invariant}: ${words}`);
      violations.push({ invariant, atMs: timeline.now, words });
    },
    isArchived(path: string) {
      const [sdkAppId = 0, campaignId = 0] = path.split("/").map(Number);
      return inArchive.get(sdkAppId, campaignId) !== undefined;
    },
    onStatement: (_name: string, _sql: string) => undefined as void,
    onSend: (_name: string) => undefined as void,
  };
  const upstream = createSimulatedUpstream({
    timeline,
    epochMs,
    dice: dice.fork(),
    trace,
    requestsPerSecond: plan.requestsPerSecond,
    campaigns: plan.campaigns,
    onOverBudget: (count) => world.violate("budget", `${count} requests in a second`),
  });
  const config = loadConfig({
    TENCENTCLOUD_SECRET_ID: "AKIDofTheSimulation",
    TENCENTCLOUD_SECRET_KEY: "keyOfTheSimulation",
    CCC_REQUESTS_PER_SECOND: String(plan.requestsPerSecond),
    WEBHOOK_URLS: "generic=https://chat.example.com/hook",
    WEBHOOK_EVENTS: "began,ended",
    WEBHOOK_TIME_ZONE: "Asia/Shanghai",
  });
  const receiverDice = dice.fork();
  const send =
    (name: string, process: SimulatedProcess): SendMessage =>
    (_receiver, _message, signal) => {
      const broken = { outcome: "failed", reason: "the connection broke", retryAfterMs: null } as const;
      if (signal.aborted) return Promise.resolve(broken);
      world.onSend(name);
      const fails = receiverDice.chance(receiverFails);
      receiver.failures = fails ? receiver.failures + 1 : 0;
      if (fails) {
        const wait = receiverWaitsMs[Math.min(receiver.failures, receiverWaitsMs.length) - 1] ?? 0;
        receiver.excusedUntil = Math.max(receiver.excusedUntil, timeline.now + wait);
      }
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(broken));
        process.deliver(receiverDice.whole(20, 400), () =>
          resolve(fails ? broken : { outcome: "delivered" }),
        );
      });
    };
  const backends = Array.from({ length: plan.backends }, (_, index) =>
    createSimulatedBackend({
      name: `backend ${index + 1}`,
      config,
      timeline,
      epochMs,
      database,
      upstream,
      dice: dice.fork(),
      trace,
      embedded: plan.embedded,
      singleFaults: plan.singleFaults,
      send,
      onStatement: (name, sql) => world.onStatement(name, sql),
      onFault: (invariant, words) => world.violate(invariant, words),
    }),
  );
  fillDatabase(database, plan);
  return Object.assign(world, { upstream, backends });
}

/** What earlier processes have left. */
function fillDatabase({ raw, notify }: SimulatedDatabase, { watched, stored, archives }: Plan): void {
  const watch = raw.prepare("insert into watch_list values (?, ?, ?, ?)");
  const keep = raw.prepare(
    "insert into last_facts (sdk_app_id, campaign_id, observed_at, active_at, ended_at, end_confirmed, facts) values (?, ?, ?, ?, ?, ?, ?)",
  );
  raw.exec("begin");
  for (const [index, campaign] of watched.entries()) {
    const { sdkAppId, campaignId } = campaign.key;
    watch.run(sdkAppId, campaignId, null, epochMs - 3 * 3_600_000 + index);
    if (!stored.has(campaign)) continue;
    const seenAt = -30_000;
    const { state, called } = truthOf(campaign, seenAt);
    const ended = state >= 2;
    const facts = {
      name: `Campaign ${campaignId}`,
      agent: `agent-${campaignId % 7}@team.example.com`,
      concurrency: 3,
      callOrderCode: 0,
      stateCode: state,
      startTime: epochMs + campaign.opens,
      endTime: epochMs + campaign.closes,
      totalCallees: campaign.total,
      calledCallees: called,
      uui: "",
      requestId: "r-before",
    };
    const endedAt = ended ? epochMs + Math.min(seenAt, campaign.stops) : null;
    const activeAt = ended ? (endedAt ?? 0) - 1000 : epochMs + seenAt;
    keep.run(sdkAppId, campaignId, epochMs + seenAt, activeAt, endedAt, ended ? 1 : 0, JSON.stringify(facts));
  }
  if (archives) raw.prepare("insert into settings values ('archiveRule', '{\"afterHours\":1}')").run();
  raw.exec("commit");
  notify();
}
