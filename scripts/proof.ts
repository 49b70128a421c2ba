import { randomInt } from "node:crypto";
import { runShown } from "./run-checks.ts";

const vitest = ["node_modules/.bin/vitest", "run"];
const node = [process.execPath];
const playwright = ["e2e/node_modules/.bin/playwright", "test", "--config=e2e/playwright.config.ts"];

/** Tests that take too long for `npm test`. `npm run proof -- NAME` runs one of them. */
const proofs = [
  {
    name: "fuzz",
    by: vitest,
    file: "apps/bff/src/http/fuzz.test.ts",
    env: { FUZZ_SECONDS: "600", FUZZ_SEED: `${randomInt(2 ** 31)}` },
  },
  { name: "chaos", by: vitest, file: "apps/bff/test/chaos/chaos.test.ts", env: { CHAOS_ROUNDS: "100" } },
  {
    name: "simulation",
    by: vitest,
    file: "apps/bff/test/simulation",
    env: { SIMULATION_SEEDS: "10000", SIMULATION_SEED: "0" },
  },
  { name: "page", by: vitest, file: "apps/web/test/random-use/page.test.ts", env: { PAGE_RUNS: "1000" } },
  { name: "timing", by: node, file: "apps/bff/bench/timing.proof.ts", env: { TIMING_SAMPLES: "2000" } },
  {
    name: "path-strips",
    by: playwright,
    file: "specs/(embed|sign-in)",
    env: { E2E_PATH_PROXY: "strips" },
  },
  {
    name: "path-passes",
    by: playwright,
    file: "specs/(embed|sign-in)",
    env: { E2E_PATH_PROXY: "passes" },
  },
  { name: "memory", by: node, file: "apps/bff/bench/memory.proof.ts", env: { MEMORY_HOURS: "24" } },
] as const;

const wanted = process.argv[2] ?? "";
const chosen = proofs.filter(({ name }) => name.includes(wanted));
let failed = 0;
for (const { name, by, file, env } of chosen) {
  console.log(`\n${name}: ${Object.entries(env).flat().join("=")} (override with the variable)`);
  const [program = "", ...parameters] = by;
  const code = await runShown(program, [...parameters, file], { ...env, ...givenFor(env) });
  if (code !== 0) failed += 1;
}
console.log(`${chosen.length - failed} proven, ${failed} failed`);
process.exit(failed === 0 && chosen.length > 0 ? 0 : 1);

/** Variables set by the caller win. */
function givenFor(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.keys(env).flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
}
