import { simulate } from "./simulate.ts";

/** `node run-seeds.ts FIRST COUNT [trace]`: what each seed breaks, and how long it takes. */
const first = Number(process.argv[2] ?? 0);
const count = Number(process.argv[3] ?? 1);
const withTrace = process.argv[4] === "trace";

const cpuMs = () => Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1000);
const begun = cpuMs();
for (let seed = first; seed < first + count; seed += 1) {
  const before = cpuMs();
  const { violations, trace, hash, world } = await simulate(seed);
  const took = cpuMs() - before;
  console.log(`${seed} ${hash} ${took} ms: ${world}`);
  for (const { invariant, atMs, words } of violations)
    console.log(`   ${atMs / 1000} s  ${invariant}: ${words}`);
  if (withTrace) console.log(trace.join("\n"));
}
console.log(`${count} seeds in ${cpuMs() - begun} ms`);
