import { type Experience, noExperience } from "../../src/campaigns/experience.ts";
import { foldObservation, learnFrom } from "../../src/campaigns/fold-observation.ts";
import { endAt, outlookOf } from "../../src/campaigns/forecast.ts";
import type { CampaignFacts } from "../../src/campaigns/observation.ts";
import { presentCampaign } from "../../src/campaigns/present-campaign.ts";
import { type TrackedCampaign, trackCampaign } from "../../src/campaigns/tracked-campaign.ts";
import { type Earlier, earlierQuantile, foldEarlier, noEarlier, normalAt } from "./baselines.ts";
import { beginOracle, endFrom, foldOracle, type Oracle, oracleEnds } from "./oracle.ts";
import {
  atStart,
  createDraw,
  type Draw,
  drawCampaign,
  exhaustedAt,
  hour,
  minute,
  type Truth,
  type World,
} from "./worlds.ts";

const second = 1000;
const day = 24 * hour;
const observeEveryMs = 11 * second;
export const observedFor = [10, 20, 30].map((minutes) => minutes * minute);

/** Levels at which distributions are compared. */
export const levels = Array.from({ length: 19 }, (_, index) => (index + 0.5) / 19);

/** One forecast, what the others said, and the truth; ms from then on. */
export interface Case {
  readonly observedFor: number;
  readonly day: number;
  readonly left: number;
  /** null: none told. */
  readonly range: readonly [earliest: number, latest: number] | null;
  readonly quantiles: readonly number[];
  readonly oracle: readonly number[];
  readonly baselines: Readonly<Record<string, readonly number[]>>;
}

export interface Missing {
  readonly day: number;
  readonly missed: boolean;
  readonly endTime: number;
  readonly toldAt: readonly number[];
  /** First time at which an oracle is sure. */
  readonly oracleAt: number | null;
  /** Whether the first advised concurrency would have done; null: none was advised. */
  readonly helped: boolean | null;
}

export interface Watched {
  readonly cases: Case[];
  readonly missing: Missing[];
}

interface Seen {
  readonly truth: Truth;
  tracked: TrackedCampaign;
  earlier: Earlier;
  oracle: Oracle | null;
  next: number;
  index: number;
  done: number;
  toldAt: number[];
  oracleAt: number | null;
  helped: boolean | null;
  oracleNext: number;
}

/** One installation in one world, for some days, observed in the order of time. */
export function watchWorld(
  world: World,
  seed: number,
  days: number,
  campaignsADay: number,
  fresh = false,
): Watched {
  const draw = createDraw(seed);
  const draws = { looks: createDraw(seed + 1), oracle: createDraw(seed + 2) };
  const rules = world.rules(draw);
  const epoch = Date.UTC(2026, 10, 23);
  const result: Watched = { cases: [], missing: [] };
  let experience = noExperience;
  for (let today = 0; today < days; today += 1) {
    const seen = Array.from({ length: campaignsADay }, (_, index): Seen => {
      const own = world.mixed ? world.rules(draw) : rules;
      const begun = fresh ? (world.isFirstDay && index % 2 === 0 ? 0.01 : 0.6) : null;
      const truth = drawCampaign(today * campaignsADay + index + 1, own, epoch + today * day, draw, begun);
      return {
        truth,
        tracked: trackCampaign({ sdkAppId: 1, campaignId: truth.id }, null),
        earlier: noEarlier,
        oracle: null,
        next: truth.firstSeen + draw.between(0, observeEveryMs),
        index: 0,
        done: 0,
        toldAt: [],
        oracleAt: null,
        helped: null,
        oracleNext: truth.firstSeen + 10 * minute,
      };
    });
    let active = seen;
    for (let time = epoch + today * day + 8 * hour; active.length > 0; time += observeEveryMs) {
      for (const one of active)
        if (one.next <= time) experience = observe(one, experience, result, today, draws);
      active = active.filter(({ next }) => next < Number.POSITIVE_INFINITY);
    }
  }
  return result;
}

function observe(
  seen: Seen,
  experience: Experience,
  result: Watched,
  today: number,
  draws: { readonly looks: Draw; readonly oracle: Draw },
): Experience {
  const { truth } = seen;
  const at = Math.round(seen.next);
  seen.next += observeEveryMs * draws.looks.between(0.7, 1.3);
  const known = seen.index;
  while ((truth.steps[seen.index]?.at ?? Number.POSITIVE_INFINITY) <= at) seen.index += 1;
  const hidden = truth.steps[seen.index - 1] ?? atStart(truth.start);
  const steps = truth.steps.slice(known, seen.index);
  const oracle = seen.oracle
    ? foldOracle(seen.oracle, truth.rules, steps, at)
    : beginOracle(truth, steps, at);
  seen.oracle = oracle;
  const total = truth.change !== null && at >= truth.change.at ? truth.change.total : truth.total;
  const end = exhaustedAt(truth, total);
  const completed = at >= end;
  const closed = at >= truth.endTime;
  const facts: CampaignFacts = {
    name: null,
    agent: null,
    concurrency: truth.concurrency,
    callOrderCode: null,
    stateCode: completed ? 2 : closed ? 3 : 1,
    startTime: truth.start,
    endTime: truth.endTime,
    totalCallees: total,
    calledCallees: Math.min(total, hidden.called),
    uui: null,
    requestId: null,
  };
  const before = seen.tracked;
  seen.tracked = foldObservation(before, { kind: "answered", at, facts }, experience);
  if (before.alarms.willMissSince === null && seen.tracked.alarms.willMissSince !== null)
    seen.toldAt.push(at);
  const advised = presentCampaign(seen.tracked, at).advice?.concurrency ?? null;
  if (seen.helped === null && advised !== null)
    seen.helped =
      endFrom([{ campaign: { ...truth, concurrency: advised }, hidden }], at, total, draws.oracle) <=
      truth.endTime;
  seen.earlier = foldEarlier(seen.earlier, facts, at);
  const isOpen = facts.stateCode === 1 && hidden.called < total;
  const due = observedFor[seen.done];
  if (isOpen && due !== undefined && at >= truth.firstSeen + due) {
    seen.done += 1;
    result.cases.push(caseOf(seen, oracle, facts, at, due, today, experience, total, end, draws.oracle));
  }
  if (isOpen && seen.oracleAt === null && at >= seen.oracleNext && at <= truth.endTime - 25 * minute) {
    seen.oracleNext = at + 10 * minute;
    const missing = (count: number) =>
      oracleEnds(oracle, truth, at, total, draws.oracle, count).filter((one) => one > truth.endTime).length /
      count;
    // Asked again more exactly, since one of many short answers is right by luck.
    if (missing(40) >= 0.9 && missing(200) >= 0.95) seen.oracleAt = at;
  }
  if (facts.stateCode !== 1) {
    seen.next = Number.POSITIVE_INFINITY;
    const firstAt = Math.min(seen.toldAt[0] ?? at, seen.oracleAt ?? at);
    // Nobody knows of a change of the list beforehand.
    if (truth.change === null || truth.change.at < firstAt)
      result.missing.push({
        day: today,
        missed: closed && !completed,
        endTime: truth.endTime,
        toldAt: seen.toldAt,
        oracleAt: seen.oracleAt,
        helped: seen.helped,
      });
  }
  return learnFrom(experience, before, seen.tracked);
}

function caseOf(
  seen: Seen,
  known: Oracle,
  facts: CampaignFacts,
  at: number,
  due: number,
  today: number,
  experience: Experience,
  total: number,
  end: number,
  draw: Draw,
): Case {
  const { tracked, truth } = seen;
  const { forecast, trend } = tracked;
  const outlook = outlookOf(facts, trend, experience);
  const oracle = oracleEnds(known, truth, at, total, draw, 120).toSorted((one, other) => one - other);
  return {
    observedFor: due,
    day: today,
    left: end - at,
    range:
      forecast && tracked.alarms.stalledSince === null
        ? [forecast.earliest - at, forecast.latest - at]
        : null,
    quantiles: levels.map((level) =>
      outlook === null ? Number.NaN : Math.max(0, endAt(outlook.basis, outlook.need, normalAt(level)) - at),
    ),
    oracle: oracle.map((one) => one - at),
    baselines: Object.fromEntries(
      Object.entries(earlierQuantile(seen.earlier, facts, at, levels)).map(([name, ends]) => [
        name,
        ends.map((one) => Math.max(0, one - at)),
      ]),
    ),
  };
}
