import { expect, it } from "vitest";
import { simulate } from "./simulate.ts";
import { firstSeed, testSeeds } from "./test-seeds.ts";

testSeeds(0);

it("the same seed makes the same world, to the last request", { timeout: 600_000 }, async () => {
  expect(await hashes()).toEqual(await hashes());
});

async function hashes(): Promise<string[]> {
  const all: string[] = [];
  for (const seed of [firstSeed, firstSeed + 2]) all.push((await simulate(seed)).hash);
  return all;
}
