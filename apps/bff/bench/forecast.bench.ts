import type { Campaign } from "@cruiseboard/contract";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { foldObservation } from "../src/campaigns/fold-observation.ts";
import { presentCampaign } from "../src/campaigns/present-campaign.ts";
import { type TrackedCampaign, trackCampaign } from "../src/campaigns/tracked-campaign.ts";
import { quantile } from "../test/kit/ages.ts";
import { type ObservedWorld, observeWorld, type WorldCampaign } from "../test/kit/observed-world.ts";

/** Pace, ETA, stalls and missed windows as the board tells them, against what really happens in the simulator. */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** As often as a board of 200 running campaigns looks at each. */
const lookEveryMs = 11 * second;

/** What the board told of one campaign, and what was true. */
interface Watched {
  truth: WorldCampaign["truth"];
  endTime: number;
  roundMs: number;
  tracked: TrackedCampaign;
  /** Looks that saw it run. */
  running: { first: number; last: number } | null;
  /** As shown after ten minutes. */
  afterTen: Campaign | null;
  stallsTold: number[];
  missTold: number[];
}

const world = await observeWorld({ campaigns: 900, seed: 4 });
const records = await watch(world, 4 * hour);
await world.stop();
forecasts();
stalls();
misses();
conclude();

async function watch({ epoch, at }: ObservedWorld, during: number): Promise<Watched[]> {
  const records = new Map<number, Watched>();
  for (let time = epoch; time <= epoch + during; time += lookEveryMs) {
    for (const campaign of await at(time)) look(records, campaign, time, time - epoch);
  }
  return [...records.values()];
}

function look(records: Map<number, Watched>, campaign: WorldCampaign, at: number, elapsed: number): void {
  const record = records.get(campaign.campaignId) ?? open(campaign);
  records.set(campaign.campaignId, record);
  const before = record.tracked.alarms;
  record.tracked = foldObservation(record.tracked, { kind: "answered", at, facts: campaign.facts });
  const { stalledSince, willMissSince } = record.tracked.alarms;
  if (before.stalledSince === null && stalledSince !== null) record.stallsTold.push(at);
  if (before.willMissSince === null && willMissSince !== null) record.missTold.push(at);
  if (campaign.facts.stateCode === 1) record.running = { first: record.running?.first ?? at, last: at };
  if (Math.floor(elapsed / (10 * minute)) === 1) record.afterTen ??= presentCampaign(record.tracked, at);
}

function open({ campaignId, truth, facts }: WorldCampaign): Watched {
  return {
    truth,
    endTime: facts.endTime ?? 0,
    roundMs: ((facts.concurrency ?? 1) / truth.ratePerMinute) * minute,
    tracked: trackCampaign({ sdkAppId: 1, campaignId }, null),
    running: null,
    afterTen: null,
    stallsTold: [],
    missTold: [],
  };
}

function forecasts(): void {
  const ten = world.epoch + 10 * minute;
  const known = records
    .filter(({ truth }) => truth.outcome === "completed" && truth.start <= world.epoch && truth.end > ten)
    .slice(0, 200);
  heading(`When ${known.length} campaigns will end, after ten minutes`);
  const etas = known.map(({ truth, afterTen }) => ({ end: truth.end, eta: afterTen?.eta ?? null }));
  const hits = etas.filter(
    ({ end, eta }) => eta && Date.parse(eta.earliest) <= end && end <= Date.parse(eta.latest),
  );
  const widths = etas.map(({ end, eta }) =>
    eta ? (Date.parse(eta.latest) - Date.parse(eta.earliest)) / (end - ten) : Number.POSITIVE_INFINITY,
  );
  report({
    name: "ranges that hold the true end",
    value: hits.length / etas.length,
    bound: { atLeast: 0.9 },
  });
  report({ name: "median width over the time left", value: quantile(widths, 0.5), bound: { atMost: 0.25 } });
}

function stalls(): void {
  const until = world.epoch + 1 * hour;
  const watched = records
    .filter(({ running }) => running !== null && running.first <= world.epoch)
    .slice(0, 200);
  heading(`Stalls of ${watched.length} campaigns in an hour, and of all in four`);
  const delays = records.flatMap(({ truth, running, stallsTold, roundMs, endTime }) =>
    truth.stalls
      .filter(
        ({ from, to }) =>
          running &&
          from > running.first + 10 * minute &&
          Math.min(to, truth.end, running.last, endTime) - from >= 3 * roundMs,
      )
      .map(
        ({ from }) => ((stallsTold.find((at) => at >= from) ?? Number.POSITIVE_INFINITY) - from) / roundMs,
      ),
  );
  report({
    name: `slowest of ${delays.length} stalls to be told, in its rounds`,
    value: Math.max(...delays),
    bound: { atMost: 3 },
  });
  const falseAlarms = watched.flatMap((r) => r.stallsTold.filter((at) => at <= until).filter(isFalse(r)));
  report({
    name: "false alarms, 200 campaigns in one hour",
    value: falseAlarms.length,
    bound: { atMost: 0 },
  });
  const all = records.flatMap((r) => r.stallsTold.filter(isFalse(r)));
  report({ name: "false alarms, all campaigns in four hours", value: all.length, bound: { atMost: 0 } });
}

/** Told while no stall was on; a step that ends one is seen a round and a look later. */
function isFalse({ truth, roundMs }: Watched): (at: number) => boolean {
  return (at) => !truth.stalls.some(({ from, to }) => from < at && at <= to + roundMs + lookEveryMs);
}

function misses(): void {
  const missed = records.filter(
    ({ truth, running, endTime }) =>
      truth.outcome === "windowClosed" &&
      running &&
      running.first <= endTime - 40 * minute &&
      running.last >= endTime - lookEveryMs,
  );
  heading(`${missed.length} campaigns that missed their window`);
  const early = missed.filter(({ missTold, endTime }) => missTold.some((at) => at <= endTime - 30 * minute));
  report({
    name: "told half an hour ahead or more",
    value: early.length / missed.length,
    bound: { atLeast: 0.9 },
  });
  const made = records.filter(
    ({ truth, running }) =>
      truth.outcome === "completed" && running && truth.end <= running.last + lookEveryMs,
  );
  const wrong = made.filter(({ missTold }) => missTold.length > 0);
  report({
    name: `told, though they made it (of ${made.length})`,
    value: wrong.length / made.length,
    bound: { atMost: 0.1 },
  });
  const most = Math.max(...records.map(({ missTold }) => missTold.length));
  report({ name: "most times one campaign was told anew", value: most, bound: { atMost: 3 } });
}
