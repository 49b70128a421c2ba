import { expect, it } from "vitest";
import { type Outcome, simulate } from "./simulate.ts";

/** More of them: `npm run proof -- simulation`. One alone, in words: `node apps/bff/test/simulation/run-seeds.ts SEED`. */
const first = Number(process.env["SIMULATION_SEED"] ?? 0);
const count = Number(process.env["SIMULATION_SEEDS"] ?? 200);
const seedsATest = Math.min(25, count);

const chunks = Array.from({ length: Math.ceil(count / seedsATest) }, (_, index) => {
  const from = first + index * seedsATest;
  return { from, to: Math.min(first + count, from + seedsATest) - 1 };
});

it.each(chunks)(
  "whole backends keep every promise, SIMULATION_SEED $from to $to",
  { timeout: 600_000 },
  async ({ from, to }) => {
    const broken: string[] = [];
    for (let seed = from; seed <= to; seed += 1) broken.push(...inWords(await simulate(seed)));
    expect(broken).toEqual([]);
  },
);

it("the same seed makes the same world, to the last request", async () => {
  const seeds = [first, first + 1, first + 2];
  const hashes = async () => {
    const all: string[] = [];
    for (const seed of seeds) all.push((await simulate(seed)).hash);
    return all;
  };
  expect(await hashes()).toEqual(await hashes());
});

function inWords({ seed, violations, world, trace }: Outcome): string[] {
  if (violations.length === 0) return [];
  const broken = violations.map(({ invariant, atMs, words }) => `  ${atMs / 1000} s: ${invariant}: ${words}`);
  return [
    `seed ${seed} (${world})`,
    ...broken,
    "  and last:",
    ...trace.slice(-latestToTell).map((line) => `    ${line}`),
  ];
}

const latestToTell = 12;
