import { expect, it } from "vitest";
import { type Outcome, simulate } from "./simulate.ts";

/** More of them: `npm run proof -- simulation`. One alone, in words: `node apps/bff/test/simulation/run-seeds.ts SEED`. */
export const firstSeed = Number(process.env["SIMULATION_SEED"] ?? 0);
const count = Number(process.env["SIMULATION_SEEDS"] ?? 200);
const seedsATest = 25;

/** Found faults beyond the first seeds. */
const rememberedSeeds = [
  700251, 700317, 700365, 700376, 700568, 700596, 700688, 700723, 700773, 700791, 710048, 710087, 730251,
  760295, 770057, 770058, 770294,
];

export function testRememberedSeeds(): void {
  it("whole backends keep every promise, seeds that found faults", { timeout: 600_000 }, async () => {
    expect(await brokenBy(rememberedSeeds)).toEqual([]);
  });
}

async function brokenBy(seeds: readonly number[]): Promise<string[]> {
  const broken: string[] = [];
  for (const seed of seeds) broken.push(...inWords(await simulate(seed)));
  return broken;
}

/** One half of the seeds: each half has a file of its own, since files run side by side. */
export function testSeeds(half: 0 | 1): void {
  const middle = firstSeed + Math.ceil(count / 2);
  const [begin, end] = half === 0 ? [firstSeed, middle] : [middle, firstSeed + count];
  for (let from = begin; from < end; from += seedsATest) {
    const to = Math.min(end, from + seedsATest) - 1;
    it(`whole backends keep every promise, SIMULATION_SEED ${from} to ${to}`, {
      timeout: 600_000,
    }, async () => {
      const seeds = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      expect(await brokenBy(seeds)).toEqual([]);
    });
  }
}

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
