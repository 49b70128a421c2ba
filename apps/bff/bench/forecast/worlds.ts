import { createRandom } from "../../test/kit/random.ts";
import { normalBelow } from "./baselines.ts";

/** Worlds of campaigns, each with its own rules of what rounds look like and when an agent is away. Times are epoch ms. */
export const minute = 60_000;
export const hour = 60 * minute;
const day = 24 * hour;

export type Draw = ReturnType<typeof createDraw>;

export function createDraw(seed: number) {
  const random = createRandom(seed);
  const between = (least: number, most: number) => least + (most - least) * random();
  return {
    between,
    chance: (share: number) => random() < share,
    logBetween: (least: number, most: number) => Math.exp(between(Math.log(least), Math.log(most))),
    normal: () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
    exponential: (mean: number) => -Math.log(1 - random()) * mean,
  };
}

/** What an oracle knows: everything but what chance will bring. */
export interface Rules {
  /** Of one round, relative to its mean; its variance is the second. */
  readonly round: (draw: Draw) => number;
  readonly roundVariance: number;
  /** Probability that a round is shorter. */
  readonly roundBelow: (length: number) => number;
  /** Standard deviation of the logarithm of the round's length after an hour. */
  readonly drift: number;
  /** Growth of that logarithm in an hour. */
  readonly slowing: number;
  /** The logarithm also goes up and down by so much, in so many ms. */
  readonly wave: { readonly height: number; readonly ms: number } | null;
  readonly breaksPerHour: number;
  readonly breakMs: (draw: Draw) => number;
  /** null: agents are always there. */
  readonly shift: Shift | null;
  /** How often a list is changed half-way. */
  readonly listChanges: number;
}

interface Shift {
  readonly lunchFrom: number;
  readonly lunchTo: number;
  readonly lunchMs: number;
  /** Hours of the day, by day of the week. */
  readonly hours: (weekday: number) => readonly [from: number, to: number];
  readonly looseMs: number;
}

export interface World {
  readonly name: string;
  readonly rules: (draw: Draw) => Rules;
  /** Each campaign has rules of its own. */
  readonly mixed?: boolean;
  /** Nothing is known of its hours on the first day, which is only learned from. */
  readonly hasHours?: boolean;
  /** Of an installation that has learned nothing yet: half of its campaigns begin with it. */
  readonly isFirstDay?: boolean;
}

function evenRounds(spread: number) {
  return {
    round: (draw: Draw) => draw.between(1 - spread, 1 + spread),
    roundVariance: spread ** 2 / 3,
    roundBelow: (length: number) => Math.min(1, Math.max(0, (length - 1 + spread) / (2 * spread))),
  };
}

/** Dialing, and the longest of the talks. */
function talk(share: number, deviation: number) {
  const mean = Math.exp(deviation ** 2 / 2);
  return {
    round: (draw: Draw) => 1 - share + (share * Math.exp(deviation * draw.normal())) / mean,
    roundVariance: share ** 2 * (Math.exp(deviation ** 2) - 1),
    roundBelow: (length: number) => {
      const talked = ((length - 1 + share) / share) * mean;
      return talked > 0 ? normalBelow(Math.log(talked) / deviation) : 0;
    },
  };
}

const calm = {
  drift: 0,
  slowing: 0,
  wave: null,
  breaksPerHour: 0,
  breakMs: () => 0,
  shift: null,
  listChanges: 0,
};

function breaks(draw: Draw) {
  const meanMs = draw.between(3, 12) * minute;
  const deviation = draw.between(0.3, 0.8);
  return {
    breaksPerHour: draw.logBetween(0.4, 2),
    breakMs: (again: Draw) => meanMs * Math.exp(deviation * again.normal() - deviation ** 2 / 2),
  };
}

function officeDay(draw: Draw): Shift {
  const close = draw.between(17, 19);
  return {
    lunchFrom: 11.5 * hour,
    lunchTo: 13 * hour,
    lunchMs: draw.between(30, 60) * minute,
    hours: () => [9, close],
    looseMs: 10 * minute,
  };
}

export const worlds: readonly World[] = [
  { name: "even rounds", rules: (draw) => ({ ...calm, ...evenRounds(draw.between(0.05, 0.3)) }) },
  {
    name: "log-normal talk",
    rules: (draw) => ({ ...calm, ...talk(draw.between(0.5, 0.8), draw.between(0.5, 1)), drift: 0.03 }),
  },
  {
    name: "breaks",
    rules: (draw) => ({ ...calm, ...talk(0.5, draw.between(0.3, 0.7)), drift: 0.03, ...breaks(draw) }),
  },
  {
    name: "lunch and shift ends",
    hasHours: true,
    rules: (draw) => ({ ...calm, ...talk(0.5, 0.5), drift: 0.05, shift: officeDay(draw) }),
  },
  {
    name: "drift",
    rules: (draw) => ({ ...calm, ...talk(0.6, draw.between(0.4, 0.7)), drift: draw.logBetween(0.1, 0.3) }),
  },
  {
    name: "a list changed half-way",
    rules: (draw) => ({ ...calm, ...talk(0.6, 0.5), drift: 0.05, ...breaks(draw), listChanges: 0.5 }),
  },
];

/** Written when all else was done; nothing was tuned for them. */
export const heldOut: readonly World[] = [
  {
    name: "a mixture",
    mixed: true,
    rules: (draw) => {
      const kinds = worlds.filter(({ hasHours }) => !hasHours);
      const kind = kinds[Math.floor(draw.between(0, kinds.length))] ?? kinds[0];
      return kind?.rules(draw) ?? { ...calm, ...evenRounds(0.2) };
    },
  },
  {
    name: "shifts by day of the week, long-tailed breaks, agents who slow down",
    hasHours: true,
    rules: (draw) => ({
      ...calm,
      ...talk(0.6, 0.6),
      drift: 0.05,
      slowing: draw.between(0.03, 0.12),
      breaksPerHour: draw.between(0.3, 1),
      // Pareto: of 2 minutes and more, up to two hours.
      breakMs: (again) => Math.min(2 * hour, (2 * minute) / again.between(0.001, 1) ** (1 / 1.5)),
      shift: {
        lunchFrom: 12 * hour,
        lunchTo: 13.5 * hour,
        lunchMs: 40 * minute,
        hours: (weekday) => (weekday === 5 ? [9, 15] : weekday % 2 === 0 ? [9, 18] : [10, 19]),
        looseMs: 15 * minute,
      },
    }),
  },
];

/** A new installation with an empty data folder. */
const ofFirstDays: readonly World[] = [
  { name: "even rounds", rules: (draw) => ({ ...calm, ...evenRounds(draw.between(0.1, 0.3)) }) },
  {
    name: "log-normal talk",
    rules: (draw) => ({ ...calm, ...talk(0.6, draw.between(0.5, 1)), drift: 0.03 }),
  },
  {
    name: "breaks",
    rules: (draw) => ({ ...calm, ...talk(0.5, draw.between(0.3, 0.7)), drift: 0.03, ...breaks(draw) }),
  },
  ...[0.1, 0.2, 0.3].map((drift) => ({
    name: `a drift of ${drift * 100} % in an hour`,
    rules: (draw: Draw) => ({ ...calm, ...talk(0.6, draw.between(0.4, 0.7)), drift }),
  })),
  {
    name: "a pace that goes up and down",
    rules: (draw) => ({
      ...calm,
      ...talk(0.6, draw.between(0.4, 0.7)),
      wave: { height: draw.between(0.1, 0.3), ms: draw.between(1, 2.5) * hour },
    }),
  },
  {
    name: "log-normal talk, breaks and drift",
    rules: (draw) => ({
      ...calm,
      ...talk(0.6, draw.between(0.4, 0.9)),
      drift: draw.between(0.1, 0.3),
      ...breaks(draw),
    }),
  },
];

export const firstDays = ofFirstDays.map((one) => ({
  ...one,
  name: `first day: ${one.name}`,
  isFirstDay: true,
}));

/** Hidden from everybody but the oracle. */
export interface Hidden {
  /** Of the last step. */
  readonly at: number;
  readonly called: number;
  /** Of the round's length, as a logarithm. */
  readonly drift: number;
  /** Lunches that were taken, by day. */
  readonly lunchDay: number;
  /** Of breaks, lunches and nights since the start. */
  readonly awayMs: number;
}

export interface Campaign {
  readonly rules: Rules;
  readonly roundMs: number;
  readonly concurrency: number;
  /** Of the wave, radians. */
  readonly phase: number;
}

/** Of the logarithm of the round's length. */
export function swingAt({ wave }: Rules, phase: number, at: number): number {
  return wave === null ? 0 : wave.height * Math.sin((2 * Math.PI * at) / wave.ms + phase);
}

/** The next step, as chance has it. */
export function nextStep({ rules, roundMs, concurrency, phase }: Campaign, from: Hidden, draw: Draw): Hidden {
  const length = roundMs * Math.exp(from.drift + swingAt(rules, phase, from.at)) * rules.round(draw);
  const hours = length / hour;
  const noise = rules.drift > 0 ? rules.drift * Math.sqrt(hours) * draw.normal() : 0;
  const drift = from.drift + noise + (rules.slowing * roundMs) / hour;
  let at = from.at + length;
  let { lunchDay } = from;
  if (rules.breaksPerHour > 0 && draw.chance(1 - Math.exp(-rules.breaksPerHour * hours)))
    at += rules.breakMs(draw);
  if (rules.shift !== null) {
    const today = Math.floor(at / day);
    const left = today * day + rules.shift.lunchTo - at;
    // With equal chance at any moment.
    const isLunchtime = left > 0 && at > today * day + rules.shift.lunchFrom && lunchDay !== today;
    if (isLunchtime && draw.chance(length / (left + length))) {
      at += rules.shift.lunchMs * draw.between(0.7, 1.3);
      lunchDay = today;
    }
    at = withinShift(rules.shift, at, draw);
  }
  const awayMs = from.awayMs + at - from.at - length;
  return { at, called: from.called + concurrency, drift, lunchDay, awayMs };
}

function withinShift({ hours, looseMs }: Shift, at: number, draw: Draw): number {
  for (let today = Math.floor(at / day); ; today += 1) {
    const [from, to] = hours(new Date(today * day).getUTCDay());
    const opens = today * day + from * hour + draw.between(0, looseMs);
    const closes = today * day + to * hour - draw.between(0, looseMs);
    if (opens >= closes || at > closes) continue;
    return Math.max(at, opens);
  }
}

export interface Truth extends Campaign {
  readonly id: number;
  readonly start: number;
  readonly endTime: number;
  readonly total: number;
  /** Total from `at` on; null: it stays. */
  readonly change: { readonly at: number; readonly total: number } | null;
  readonly steps: readonly Hidden[];
  readonly firstSeen: number;
}

export const roundMsBounds = { least: 30_000, most: 75_000 } as const;

/** Dialed on until twice its list is exhausted, whatever its window. `begun`: by how much of it before a new installation, at most; null: there was one. */
export function drawCampaign(
  id: number,
  rules: Rules,
  today: number,
  draw: Draw,
  begun: number | null = null,
): Truth {
  const concurrency = Math.ceil(draw.logBetween(1, 20));
  const roundMs = draw.between(roundMsBounds.least, roundMsBounds.most);
  const wanted = draw.logBetween(0.7, 4) * hour;
  const rounds = Math.ceil(wanted / roundMs);
  const total = rounds * concurrency - Math.floor(draw.between(0, concurrency));
  const begins = begun === null ? draw.between(9, 15.5) * hour : 14 * hour - draw.between(0, wanted * begun);
  const start = Math.round((today + begins) / 1000) * 1000;
  const phase = rules.wave === null ? 0 : draw.between(0, 2 * Math.PI);
  const campaign = { rules, roundMs, concurrency, phase };
  const steps: Hidden[] = [];
  let hidden = atStart(start);
  while (steps.length < rounds * 1.6) {
    hidden = nextStep(campaign, hidden, draw);
    steps.push(hidden);
  }
  const half = steps[Math.floor(rounds / 2)];
  const changes = draw.chance(rules.listChanges) && half !== undefined;
  const changed = Math.round(total * draw.between(0.7, 1.5));
  const needed = (steps[rounds - 1]?.at ?? start) - start;
  const windowMs = needed < 6 * hour ? needed * draw.between(0.7, 1.6) : draw.between(4, 9) * hour;
  return {
    ...campaign,
    id,
    start,
    endTime: start + Math.round(windowMs / 1000) * 1000,
    total,
    change: changes ? { at: half.at, total: changed } : null,
    steps,
    firstSeen:
      begun !== null ? today + 14 * hour : start + (draw.chance(0.5) ? 0 : draw.between(0, 0.4) * needed),
  };
}

export function atStart(start: number): Hidden {
  return { at: start, called: 0, drift: 0, lunchDay: -1, awayMs: 0 };
}

/** When a list of so many callees is exhausted: a round after the last step. */
export function exhaustedAt({ steps, roundMs }: Truth, total: number): number {
  const last = steps.find(({ called }) => called >= total);
  return (last?.at ?? Number.POSITIVE_INFINITY) + roundMs;
}
