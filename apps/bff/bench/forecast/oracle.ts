import {
  atStart,
  type Campaign,
  type Draw,
  type Hidden,
  hour,
  nextStep,
  type Rules,
  roundMsBounds,
  swingAt,
  type Truth,
} from "./worlds.ts";

/**
 * What somebody knows of a campaign who knows all rules of its world, and sees of it what a board sees: StartTime, and the
 * count at each look. It is also told when the last step before the first look was, and how long agents were away so far.
 */
export interface Oracle {
  readonly points: readonly Point[];
  /** Between the logarithms of points. */
  readonly spacing: number;
  /** Times at which the latest step may have been, without those for which agents were away. */
  readonly edges: readonly number[];
  /** By point and edge: how likely with all that was seen. */
  readonly weights: Float64Array;
  readonly latest: Hidden;
  readonly rounds: number;
  readonly lookedAt: number;
}

/** A possible length of a round with a possible phase of the wave. */
interface Point {
  /** Of ms, without wave and slowing. */
  readonly log: number;
  readonly phase: number;
}

export interface State {
  readonly campaign: Campaign;
  readonly hidden: Hidden;
}

const phases = 24;

export function beginOracle(truth: Truth, steps: readonly Hidden[], at: number): Oracle {
  const { rules, start } = truth;
  const spacing = Math.max(Math.sqrt(rules.roundVariance) / 20, rules.drift / 10);
  const points = pointsOf(rules, spacing);
  const latest = steps.at(-1) ?? atStart(start);
  const rounds = steps.length;
  const dialedMs = latest.at - latest.awayMs - start;
  let weights: Float64Array = Float64Array.from(points, ({ log }) =>
    log >= Math.log(roundMsBounds.least) && log <= Math.log(roundMsBounds.most) ? Math.exp(log) : 0,
  );
  const drifted = (rules.drift ** 2 * dialedMs) / hour;
  weights = drift(weights, 1, drifted / spacing ** 2);
  if (rounds > 0) {
    const ofRounds = Math.log(1 + rules.roundVariance / rounds);
    // The average of a random walk differs from its end by a third of its variance.
    const variance = ofRounds + drifted / 3;
    weights = weights.map((weight, index) => {
      const point = points[index];
      if (weight === 0 || point === undefined) return 0;
      let expected = start;
      for (let round = 0; round < rounds; round += 1) expected += lengthOf(rules, point, round, expected);
      const surprise = Math.log(dialedMs / (expected - start)) + ofRounds / 2;
      return weight * Math.exp(-(surprise ** 2) / variance / 2);
    });
  }
  return {
    points,
    spacing,
    edges: [latest.at - latest.awayMs],
    weights: scaled(weights),
    latest,
    rounds,
    lookedAt: at,
  };
}

function pointsOf({ drift: perHour, wave }: Rules, spacing: number): Point[] {
  const margin = 8 * perHour;
  const least = Math.log(roundMsBounds.least) - margin;
  const count = Math.ceil((Math.log(roundMsBounds.most) + margin - least) / spacing) + 1;
  return Array.from({ length: wave === null ? 1 : phases }, (_, phase) =>
    Array.from({ length: count }, (__, index) => ({
      log: least + index * spacing,
      phase: (2 * Math.PI * phase) / phases,
    })),
  ).flat();
}

function lengthOf(rules: Rules, { log, phase }: Point, round: number, at: number): number {
  const ms = Math.exp(log);
  return ms * Math.exp((rules.slowing * round * ms) / hour + swingAt(rules, phase, at));
}

/** With the steps since the last look. */
export function foldOracle(oracle: Oracle, rules: Rules, steps: readonly Hidden[], at: number): Oracle {
  let folded = oracle;
  for (const step of steps) folded = withStep(folded, rules, step, at);
  return { ...folded, lookedAt: at };
}

const leastLikely = 1e-8;

/** All that is known of the time of a step is that it was between two looks. */
function withStep(oracle: Oracle, rules: Rules, step: Hidden, to: number): Oracle {
  const { points, spacing, edges, latest, rounds, lookedAt } = oracle;
  const from = lookedAt - step.awayMs;
  const cells = Math.ceil((to - lookedAt) / (Math.sqrt(rules.roundVariance) * 25_000));
  const cellMs = (to - lookedAt) / cells;
  const weights = new Float64Array(points.length * cells);
  for (const [index, point] of points.entries()) {
    for (const [place, edge] of edges.entries()) {
      const weight = oracle.weights[index * edges.length + place] ?? 0;
      if (weight < leastLikely) continue;
      const length = lengthOf(rules, point, rounds, edge + latest.awayMs);
      let before = rules.roundBelow((from - edge) / length);
      for (let cell = 0; cell < cells; cell += 1) {
        const below = rules.roundBelow((from + (cell + 1) * cellMs - edge) / length);
        const at = index * cells + cell;
        weights[at] = (weights[at] ?? 0) + weight * (below - before + leastLikely ** 2);
        before = below;
      }
    }
  }
  const dialedMs = step.at - step.awayMs - (latest.at - latest.awayMs);
  const variance = (rules.drift ** 2 * dialedMs) / hour;
  return {
    ...oracle,
    edges: Array.from({ length: cells }, (_, cell) => from + (cell + 0.5) * cellMs),
    weights: scaled(drift(weights, cells, variance / spacing ** 2)),
    latest: step,
    rounds: rounds + 1,
  };
}

/** A random walk from point to point; `variance`: in squares of their spacing. */
function drift(weights: Float64Array, edges: number, variance: number): Float64Array {
  let drifted = weights;
  for (let left = variance; left > 0; left -= 0.5) {
    const side = Math.min(0.5, left) / 2;
    const before = drifted;
    drifted = before.map((weight, index) => {
      const lower = (before[index - edges] ?? 0) * side;
      const upper = (before[index + edges] ?? 0) * side;
      return weight * (1 - 2 * side) + lower + upper;
    });
  }
  return drifted;
}

function scaled(weights: Float64Array): Float64Array {
  const most = weights.reduce((one, other) => Math.max(one, other), 0);
  return weights.map((weight) => weight / most);
}

const drawn = 1000;

/** As likely as it takes them to be. */
function statesOf({ points, edges, weights, latest, rounds }: Oracle, truth: Truth, draw: Draw): State[] {
  const sum = weights.reduce((one, other) => one + other, 0);
  const states: State[] = [];
  let [index, below] = [0, weights[0] ?? 0];
  for (let count = 0; count < drawn; count += 1) {
    const wanted = ((count + draw.between(0, 1)) / drawn) * sum;
    while (below < wanted && index < weights.length - 1) below += weights[++index] ?? 0;
    const { log, phase } = points[Math.floor(index / edges.length)] ?? { log: 0, phase: 0 };
    const slowed = (truth.rules.slowing * rounds * Math.exp(log)) / hour;
    states.push({
      campaign: { ...truth, phase },
      hidden: {
        ...latest,
        at: (edges[index % edges.length] ?? 0) + latest.awayMs,
        drift: log + slowed - Math.log(truth.roundMs),
      },
    });
  }
  return states;
}

/** Ends of the campaign as its rules have it. */
export function oracleEnds(
  oracle: Oracle,
  truth: Truth,
  at: number,
  total: number,
  draw: Draw,
  count: number,
): number[] {
  const states = statesOf(oracle, truth, draw);
  return Array.from({ length: count }, () => endFrom(states, at, total, draw));
}

/** When the list is exhausted if the campaign is dialed on from now on, from one of the states. */
export function endFrom(states: readonly State[], at: number, total: number, draw: Draw): number {
  const any = () => states[Math.floor(draw.between(0, states.length))] as State;
  let { campaign, hidden } = any();
  let state = nextStep(campaign, hidden, draw);
  // No step was seen since.
  for (let attempt = 0; attempt < 500 && state.at <= at; attempt += 1) {
    ({ campaign, hidden } = any());
    state = nextStep(campaign, hidden, draw);
  }
  if (state.at <= at) state = { ...state, at };
  while (state.called < total) state = nextStep(campaign, state, draw);
  return state.at + campaign.roundMs;
}
