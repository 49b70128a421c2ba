import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { agesOf, mean, quantile } from "../simulation/ages.ts";
import { type PollingSimulation, simulatePolling } from "../simulation/simulate-polling.ts";
import { everything } from "../src/access/scope.ts";

/** The real plan, pacer, poller and board on a virtual clock: 80 ms of latency, up to 50 ms of jitter each way. */
const start = 1_800_000_000_000;
const latencySeconds = 0.13;
const budget = 20;
/** The board publishes four times a second, so what the API shows is up to this much older than what was folded. */
const tickSeconds = 0.25;

await equalCampaigns(100);
await equalCampaigns(400);
await equalCampaigns(1000);
await onScreen(1000, { mean: 2.2, p95: 4 });
await onScreen(4000, { mean: 2.8, p95: 4.5 });
await refreshes();
await anotherViewer();
await memory();
conclude();

async function equalCampaigns(count: number): Promise<void> {
  heading(`${count} equal running campaigns`);
  const { clock, simulation } = begin(count, 1);
  const { upstream, board, keys } = simulation;
  await clock.advance((count / 15) * 1000);
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

async function onScreen(count: number, bounds: { mean: number; p95: number }): Promise<void> {
  heading(`${count} running campaigns, 40 of them on screen`);
  const { clock, simulation } = begin(count, 2);
  const shown = simulation.keys.slice(0, 40);
  const focus = () => simulation.poller.focus("page", shown);
  // Until each campaign has been seen once, those that were not have a right to half of the budget.
  for (let second = 0; second < count / 7; second += 10) {
    focus();
    await clock.advance(10_000);
  }
  const ages = await sampled(clock, 300, (second) => {
    if (second % 10 === 0) focus();
    return shownAges(simulation, shown, clock.now());
  });
  report({
    name: "mean age at the API",
    value: mean(ages) / 1000,
    bound: { atMost: bounds.mean },
    unit: "s",
  });
  report({
    name: "95th percentile",
    value: quantile(ages, 0.95) / 1000,
    bound: { atMost: bounds.p95 },
    unit: "s",
  });
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
  await clock.advance(600_000);
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

function begin(campaigns: number, seed: number): { clock: FakeClock; simulation: PollingSimulation } {
  const clock = createFakeClock(start);
  return { clock, simulation: simulatePolling({ clock, campaigns, seed }) };
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
