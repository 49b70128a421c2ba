import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { everything } from "../src/access/scope.ts";
import { agesOf, mean, quantile } from "../test/kit/ages.ts";
import {
  type PollingSimulation,
  type PollingSimulationOptions,
  simulatedSdkAppId,
  simulatePolling,
} from "../test/kit/simulate-polling.ts";

/** The real plan, pacer, poller and board on a virtual clock: 80 ms of latency, up to 50 ms of jitter each way. */
const start = 1_800_000_000_000;
const latencySeconds = 0.13;
const budget = 20;
/** The board publishes four times a second, so what the API shows is up to this much older than what was folded. */
const tickSeconds = 0.25;
/** What an earlier process knew. */
const restoredFacts = {
  name: "n",
  agent: "a",
  concurrency: 1,
  callOrderCode: 0,
  startTime: start - 3_600_000,
  endTime: start + 86_400_000,
  totalCallees: 100,
  calledCallees: 10,
  uui: null,
  requestId: "r",
};

await equalCampaigns(100);
await equalCampaigns(400);
await equalCampaigns(1000);
await onScreen(600, { shown: 7, others: 60 });
await onScreen(1000, { shown: 9, others: 90 });
await onScreen(4000, { shown: 10, others: 360 });
await threeKeys();
await denied();
await restart();
await rush();
await refreshes();
await anotherViewer();
await memory();
conclude();

async function equalCampaigns(count: number): Promise<void> {
  heading(`${count} equal running campaigns`);
  const { clock, simulation } = begin(count, 1);
  const { upstream, board, keys } = simulation;
  // Until each campaign was observed once: from 7.5 s on, known ones have 30 % of the budget beside first observations.
  await clock.advance((count / 12) * 1000);
  const before = upstream.arrivals.total;
  const seconds = Math.ceil((count / 15) * 3);
  const ages = await sampled(clock, seconds, () => agesOf(board, keys, clock.now()));
  const bound = count / (2 * budget) + latencySeconds;
  report({
    name: "mean age over the bound N/40 + latency",
    value: mean(ages) / 1000 / bound,
    bound: { atMost: 1.15 },
  });
  const used = (upstream.arrivals.total - before) / seconds / budget;
  report({ name: "share of the budget used", value: used, bound: { atLeast: 0.88 } });
  limits(simulation);
  await end(clock, simulation);
}

async function onScreen(count: number, bounds: { shown: number; others: number }): Promise<void> {
  heading(`${count} running campaigns, 40 of them on screen`);
  const { clock, simulation } = begin(count, 2);
  const shown = simulation.keys.slice(0, 40);
  const focus = () => simulation.poller.focus("page", shown);
  // Until each campaign was observed once, and the age from which values are stale has settled.
  for (let second = 0; second < 120 + count / 8; second += 10) {
    focus();
    await clock.advance(10_000);
  }
  const others: number[] = [];
  let stale = 0;
  const ages = await sampled(clock, 300, (second) => {
    if (second % 10 === 0) focus();
    others.push(...shownAges(simulation, simulation.keys.slice(40), clock.now()));
    stale += simulation.board.rows(everything).filter((row) => row.shown.freshness === "stale").length;
    return shownAges(simulation, shown, clock.now());
  });
  reportAges("on screen, age at the API", ages, { p95: bounds.shown });
  reportAges("the others", others, { p95: bounds.others });
  report({ name: "shown as stale", value: stale, bound: { atMost: 0 } });
  limits(simulation);
  await end(clock, simulation);
}

async function threeKeys(): Promise<void> {
  heading("Three keys: 1,000 running campaigns, 40 of them on screen; then one key is revoked");
  const { clock, simulation } = begin(1000, 2, { keys: 3 });
  const { upstreams, keys, board, poller } = simulation;
  const shown = keys.slice(0, 40);
  const arrived = () => upstreams.reduce((sum, { arrivals }) => sum + arrivals.total, 0);
  const watch = async (seconds: number) => {
    const others: number[] = [];
    await sampled(clock, seconds, (second) => {
      if (second % 10 === 0) poller.focus("page", shown);
      others.push(...shownAges(simulation, keys.slice(40), clock.now()));
      return [];
    });
    return others;
  };
  await watch(240);
  const before = arrived();
  reportAges("the others", await watch(120), { p95: 35 });
  report({ name: "requests a second", value: (arrived() - before) / 120, bound: { atLeast: 52 } });
  const [revoked] = upstreams;
  if (revoked) revoked.fault = { kind: "credentials", share: 1 };
  const ages = await watch(120);
  reportAges("the others with two keys", ages, { p95: 45 });
  const failing = keys.filter((key) => board.get(key)?.failure).length;
  report({ name: "campaigns that failed meanwhile", value: failing, bound: { atMost: 0 } });
  const told = poller.upstream.message?.startsWith("Key 1 is set aside") ? 1 : 0;
  report({ name: "told to the operator", value: told, bound: { atLeast: 1 } });
  limits(simulation);
  await end(clock, simulation);
}

/** Ages as the API shows them: of the rows of the published version, not of what was folded since. */
function shownAges({ board }: PollingSimulation, shown: PollingSimulation["keys"], now: number): number[] {
  const wanted = new Set(shown.map((key) => key.campaignId));
  return board
    .rows(everything)
    .filter((row) => wanted.has(row.key.campaignId))
    .map((row) => now - Date.parse((JSON.parse(row.json) as { observedAt: string }).observedAt));
}

function reportAges(name: string, ages: readonly number[], bounds: { p95: number; oldest?: number }): void {
  const p95 = quantile(ages, 0.95) / 1000;
  report({ name: `${name}, 95th percentile`, value: p95, bound: { atMost: bounds.p95 }, unit: "s" });
  if (bounds.oldest === undefined) return;
  const oldest = ages.reduce((most, age) => Math.max(most, age), 0) / 1000;
  report({ name: `${name}, oldest`, value: oldest, bound: { atMost: bounds.oldest }, unit: "s" });
}

async function denied(): Promise<void> {
  heading("100 campaigns beside 50 of an application that is denied");
  const { clock, simulation } = begin(150, 6, { applications: 3 });
  const { board, keys, upstream } = simulation;
  upstream.denied.add(simulatedSdkAppId);
  await clock.advance(30_000);
  const healthy = keys.filter(({ sdkAppId }) => sdkAppId !== simulatedSdkAppId);
  const ages = await sampled(clock, 300, () => agesOf(board, healthy, clock.now()));
  reportAges("age of the 100", ages, { p95: 12 });
  const saying = keys.filter((key) => board.get(key)?.failure?.code === "UnauthorizedOperation").length;
  report({ name: "denied ones that say so", value: saying, bound: { atLeast: 50 } });
  limits(simulation);
  await end(clock, simulation);
}

async function restart(): Promise<void> {
  heading("A restart with 1,200 ended and 80 running campaigns");
  const { clock, simulation } = begin(1280, 7, {
    truth: (campaignId) => truthWith(stateOf(campaignId), start / 1000 - 3600),
    restored: (campaignId) => ({
      facts: { ...restoredFacts, stateCode: stateOf(campaignId) },
      observedAt: start - 600_000,
    }),
  });
  const running = simulation.keys.slice(1200);
  let seconds = 0;
  while (agesOf(simulation.board, running, clock.now()).some((age) => age > 60_000) && seconds < 60) {
    await clock.advance(1000);
    seconds += 1;
  }
  report({ name: "all running ones observed after", value: seconds, bound: { atMost: 15 }, unit: "s" });
  limits(simulation);
  await end(clock, simulation);
}

async function rush(): Promise<void> {
  heading("500 campaigns open in one second, 40 of them on screen");
  const opens = start / 1000 + 120;
  const { clock, simulation } = begin(500, 8, {
    truth: (_id, at) => truthWith(at / 1000 >= opens ? 1 : 0, opens),
  });
  const shown = simulation.keys.slice(0, 40);
  const shownFor = (seconds: number) =>
    sampled(clock, seconds, (second) => {
      if (second % 10 === 0) simulation.poller.focus("page", shown);
      return agesOf(simulation.board, shown, clock.now());
    });
  await shownFor(119);
  reportAges("on screen", await shownFor(180), { p95: 6, oldest: 12 });
  limits(simulation);
  await end(clock, simulation);
}

/** The first 1,200 have ended. */
function stateOf(campaignId: number): number {
  return campaignId > 1200 ? 1 : 2;
}

function truthWith(state: number, startTime: number) {
  return { state, startTime, endTime: start / 1000 + 86_400, total: 100, called: 10 };
}

async function refreshes(): Promise<void> {
  heading("A user's refresh, 4,000 campaigns waiting");
  const { clock, simulation } = begin(4000, 3);
  await clock.advance(30_000);
  const waits: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    const key = simulation.keys[(index * 19) % 4000];
    if (!key) continue;
    const asked = clock.now();
    const answered = simulation.poller
      .refresh(key)
      .then((campaign) => waits.push((campaign.observedAt ?? 0) - asked));
    await clock.advance(700);
    await answered;
  }
  const roundTrip = latencySeconds * 1000 + 50;
  report({
    name: "longest wait before it is sent",
    value: Math.max(0, Math.max(...waits) - roundTrip) / 1000,
    bound: { atMost: 0.3 },
    unit: "s",
  });
  await end(clock, simulation);
}

async function anotherViewer(): Promise<void> {
  heading("A hundred more viewers of the same screen, 200 campaigns");
  const requests = [];
  for (const viewers of [1, 101]) {
    const { clock, simulation } = begin(200, 4);
    const shown = simulation.keys.slice(0, 40);
    for (let second = 0; second < 120; second += 10) {
      for (let viewer = 0; viewer < viewers; viewer += 1) simulation.poller.focus(`page ${viewer}`, shown);
      await clock.advance(10_000);
    }
    requests.push(simulation.upstream.arrivals.total);
    await end(clock, simulation);
  }
  report({
    name: "upstream requests added",
    value: (requests[1] ?? 0) - (requests[0] ?? 0),
    bound: { atMost: 0 },
  });
}

async function memory(): Promise<void> {
  heading("10,000 campaigns, an hour of polling");
  const { clock, simulation } = begin(10_000, 5);
  // Until each was observed a few times, and so keeps all that is ever kept of it.
  await clock.advance(3_600_000);
  const before = heapMegabytes();
  await clock.advance(3_600_000);
  const grown = heapMegabytes() - before;
  report({ name: "heap grown in the hour", value: grown, bound: { atMost: 5 }, unit: "MB" });
  limits(simulation);
  await end(clock, simulation);
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

function begin(
  campaigns: number,
  seed: number,
  options: Partial<PollingSimulationOptions> = {},
): { clock: FakeClock; simulation: PollingSimulation } {
  const clock = createFakeClock(start);
  return { clock, simulation: simulatePolling({ clock, campaigns, seed, ...options }) };
}

/** A sample in the middle of each second, when no timer of the test's own making coincides. */
async function sampled(
  clock: FakeClock,
  seconds: number,
  sample: (second: number) => number[],
): Promise<number[]> {
  const all: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await clock.advance(500 + (second % 4) * tickSeconds * 100);
    for (const value of sample(second)) all.push(value);
    await clock.advance(500 - (second % 4) * tickSeconds * 100);
  }
  return all;
}

function limits({ upstream, errors }: PollingSimulation): void {
  report({
    name: "most requests in any sliding second",
    value: upstream.arrivals.mostInAnySecond,
    bound: { atMost: budget },
  });
  report({ name: "refused by the upstream", value: upstream.refused, bound: { atMost: 0 } });
  report({ name: "faults of our own", value: errors.length, bound: { atMost: 0 } });
}

async function end(clock: FakeClock, simulation: PollingSimulation): Promise<void> {
  const stopped = simulation.stop();
  await clock.advance(10_000);
  await stopped;
}
