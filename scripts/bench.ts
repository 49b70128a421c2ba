import { globSync } from "node:fs";
import { runShown } from "./run-checks.ts";

/** Runs all benchmarks in series. `npm run bench -- NAME` runs some. */
const wanted = process.argv[2] ?? "";
const benches = globSync(["{apps,packages}/*/bench/*.bench.ts", "e2e/bench/*.bench.ts"])
  .toSorted()
  .filter((file) => file.includes(wanted));
let failed = 0;
for (const bench of benches)
  if ((await runShown(process.execPath, ["--expose-gc", bench])) !== 0) failed += 1;
process.exit(failed === 0 && benches.length > 0 ? 0 : 1);
