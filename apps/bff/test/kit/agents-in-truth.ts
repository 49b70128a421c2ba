import { createCccClient } from "@cruiseboard/ccc-client";
import type { AttentionKind, CampaignKey } from "@cruiseboard/contract";
import { createFakeClock, type FakeClock, type RunningSimulator, startSimulator } from "@cruiseboard/testing";
import { pino } from "pino";
import { everything } from "../../src/access/scope.ts";
import { createBoard } from "../../src/board/board.ts";
import { onlyAccount } from "../../src/config/account.ts";
import { createCorrectedClock } from "../../src/corrected-clock.ts";
import { createAccountPolling } from "../../src/polling/account-polling.ts";
import { createRandom } from "./random.ts";

export interface AgentsInTruthOptions {
  readonly campaigns: number;
  /** Of those that run at the start, so many are watched. */
  readonly watched: number;
  readonly minutes: number;
  readonly seed: number;
  readonly requestsPerSecond?: number;
  readonly stepMs?: number;
}

interface Watched {
  readonly campaignId: number;
  readonly account: string;
  readonly start: number;
  readonly end: number;
  readonly absences: { from: number; to: number }[];
  /** When the board showed what, latest last. */
  readonly shown: {
    readonly at: number;
    readonly isAway: boolean;
    readonly kinds: readonly AttentionKind[];
  }[];
}

const second = 1000;
const minute = 60 * second;
/** So long may the board show what was. */
export const boardDelayMs = 8 * second;
/** An agent who is away for longer is flagged. */
const flaggedAfterMs = 3 * minute + 10 * second;
const awayStatuses = ["rest", "notReady", "offline"];

/** Signed by real time; the answers' Date is of that time, too. */
const tracked = async <Answer extends object>(of: Set<Promise<unknown>>, answer: Promise<Answer>) => {
  const settled = answer.catch(() => undefined).finally(() => of.delete(settled));
  of.add(settled);
  try {
    return { ...(await answer), serverDate: null };
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { serverDate: null });
    throw error;
  }
};

interface StageOptions {
  readonly clock: FakeClock;
  readonly simulator: RunningSimulator;
  readonly requestsPerSecond: number;
  readonly random: () => number;
  /** Of the simulator's time. */
  readonly stepMs?: number;
}

/** The simulator's campaigns and agents through the real client, polling and board, on a virtual clock. */
export async function observeSimulator(options: StageOptions) {
  const { clock, simulator, requestsPerSecond, random, stepMs = 250 } = options;
  const { control } = simulator;
  await control.setClock({ speed: 0, set: new Date(clock.now()).toISOString() });
  const underWay = { campaigns: new Set<Promise<unknown>>(), agents: new Set<Promise<unknown>>() };
  const agentCallsAt: number[] = [];
  const polling = createAccountPolling({
    accounts: [
      {
        name: onlyAccount,
        endpoint: new URL(simulator.url),
        keys: [simulator],
        requestsPerSecond,
        sdkAppIds: null,
      },
    ],
    clock: createCorrectedClock(clock),
    logger: pino({ level: "silent" }),
    maySendFrom: () => 0,
    random,
    onCalled: () => undefined,
    onObservation: (key, observation) => board.observe(key, observation),
    agents: {
      applications: () => board.applications(),
      onAgents: (sdkAppId, agents, at) => void board.observeAgents(sdkAppId, agents, at),
      onDenied: (sdkAppId) => void board.forgetAgents(sdkAppId),
      onCalled: () => undefined,
    },
    createClient({ endpoint, credentials, timeoutMs = 5000 }) {
      const client = createCccClient({ endpoint, credentials, timeoutMs, timers: clock });
      return {
        ...client,
        describeAgentCruiseDialingCampaign: (key, options) =>
          tracked(underWay.campaigns, client.describeAgentCruiseDialingCampaign(key, options)),
        describeStaffStatusMetrics(of, options) {
          agentCallsAt.push(clock.monotonic());
          return tracked(underWay.agents, client.describeStaffStatusMetrics(of, options));
        },
      };
    },
  });
  const board = createBoard(clock, () => polling.accounts.map(({ state }) => state));
  board.start();
  polling.poller.start();
  return {
    board,
    agentCallsAt,
    watch: (ids: readonly number[]) =>
      polling.poller.watch(board.watch(ids.map((id) => ({ key: keyOf(id), label: null })))),
    /** `waits`: until calls for agents are answered. */
    async advance(ms: number, waits = true): Promise<void> {
      const awaited = waits ? [underWay.campaigns, underWay.agents] : [underWay.campaigns];
      for (let passed = 0; passed < ms; passed += stepMs) {
        await control.setClock({ set: new Date(clock.now() + stepMs).toISOString() });
        await clock.advance(stepMs);
        for (const calls of awaited) while (calls.size > 0) await Promise.all(calls);
      }
    },
    async stop(): Promise<void> {
      board.stop();
      polling.abort();
      await polling.poller.stop();
      await polling.close();
      await simulator.stop();
    },
  };
}

/** Agents take breaks beyond those of the simulator's world. */
export async function agentsInTruth(options: AgentsInTruthOptions) {
  const { campaigns, seed, requestsPerSecond = 20 } = options;
  const clock = createFakeClock(Date.UTC(2026, 10, 20, 9));
  const random = createRandom(seed);
  const epoch = clock.now();
  const until = epoch + options.minutes * minute;
  const simulator = await startSimulator({
    campaigns,
    seed,
    epoch: new Date(epoch).toISOString(),
    requestsPerSecond: 10_000,
  });
  const { control } = simulator;
  const running = await runningCampaigns(control, options.watched, epoch);
  for (const account of new Set(running.map((one) => one.account))) {
    const from = epoch + random() * (until - epoch);
    const to = from + (1 + random() * 15) * minute;
    const status = awayStatuses[Math.floor(random() * awayStatuses.length)] ?? "rest";
    await control.sendAway(account, { status, from: Math.round(from), to: Math.round(to) });
  }
  const watched = await runningCampaigns(control, options.watched, epoch);

  const stage = await observeSimulator({ ...options, clock, simulator, requestsPerSecond, random });
  const { board } = stage;
  stage.watch(watched.map(({ campaignId }) => campaignId));
  while (clock.now() < until) {
    await stage.advance(second);
    await compare();
  }
  await stage.stop();
  return {
    ...judged(watched, until),
    mostAgentCallsInASecond: Math.max(
      ...stage.agentCallsAt.map(
        (at) => stage.agentCallsAt.filter((other) => other >= at && other < at + second).length,
      ),
    ),
  };

  async function compare(): Promise<void> {
    const at = clock.now();
    const agents = await control.agents();
    const away = new Set(
      agents.flatMap((agent) => (awayStatuses.includes(String(agent["Status"])) ? [agent["Email"]] : [])),
    );
    const rows = new Map(board.rows(everything).map(({ shown }) => [shown.campaignId, shown]));
    for (const campaign of watched) {
      const { absences } = campaign;
      const latest = absences.at(-1);
      if (at < campaign.end && away.has(campaign.account)) {
        if (latest?.to === at - second) latest.to = at;
        else absences.push({ from: at, to: at });
      }
      const row = rows.get(campaign.campaignId);
      const status = row?.agentStatus?.status ?? "unknown";
      campaign.shown.push({
        at,
        isAway: status !== "working" && status !== "unknown",
        kinds: row?.attention.map(({ kind }) => kind) ?? [],
      });
    }
  }
}

const keyOf = (campaignId: number): CampaignKey => ({ sdkAppId: 1_400_000_000, campaignId });

async function runningCampaigns(
  control: RunningSimulator["control"],
  most: number,
  epoch: number,
): Promise<Watched[]> {
  const { campaigns } = await control.world();
  return campaigns
    .map(({ campaignId, answer, truth }) => ({
      campaignId,
      account: String(answer["Agent"]),
      start: Date.parse(String(truth["start"])),
      end: Math.min(Date.parse(String(truth["end"])), Number(answer["EndTime"]) * second),
      absences: [],
      shown: [],
    }))
    .filter(({ start, end }) => start <= epoch && end > epoch)
    .slice(0, most);
}

function judged(watched: readonly Watched[], until: number) {
  const all = watched.flatMap((campaign) => campaign.absences.map((absence) => ({ campaign, absence })));
  const long = all.filter(({ absence: { from, to } }) => to - from >= flaggedAfterMs);
  const isFlagged = ({ campaign: { shown }, absence: { from } }: (typeof all)[number]) =>
    shown.some(({ at, kinds }) => at >= from && at <= from + flaggedAfterMs && kinds.includes("agentAway"));
  const samples = watched.flatMap(({ absences, shown }) =>
    shown.map((one) => ({
      ...one,
      wasAway: absences.some(({ from, to }) => from <= one.at && one.at <= to + boardDelayMs),
    })),
  );
  const delays = all.flatMap(({ campaign: { shown, end }, absence: { from, to } }) => [
    delayUntil(shown, from, Math.min(to, end), true),
    delayUntil(shown, to + second, Math.min(until, end), false),
  ]);
  return {
    watched: watched.length,
    absences: all.length,
    longAbsences: long.length,
    flagged: long.filter(isFlagged).length,
    stalledWhileAway: samples.filter(({ wasAway, kinds }) => wasAway && kinds.includes("stalled")).length,
    flaggedWhileWorking: samples.filter(({ wasAway, kinds }) => !wasAway && kinds.includes("agentAway"))
      .length,
    slowestOnBoardMs: Math.max(...delays),
  };
}

/** How long after `from` the board says so; 0: its time was too short to say. */
function delayUntil(shown: Watched["shown"], from: number, to: number, isAway: boolean): number {
  if (to - from < boardDelayMs) return 0;
  return (
    (shown.find((one) => one.at >= from && one.isAway === isAway)?.at ?? Number.POSITIVE_INFINITY) - from
  );
}
