import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type BoardAnswer, boardAnswerSchema } from "@cruiseboard/contract";
import { startSimulator, until } from "@cruiseboard/testing";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { startBackend } from "./measured-backend.ts";

/**
 * A backend that is killed and started again: how soon its first answer has every campaign, as the store knew it. The
 * upstream is away meanwhile, so that nothing but the store can tell.
 */
const campaigns = 1000;
const rounds = Number(process.env["BENCH_RESTART_ROUNDS"] ?? 7);
/** The last looks are written two seconds later at the latest. */
const writtenWithinMs = 2500;

const folder = mkdtempSync(join(tmpdir(), "cruiseboard-bench-"));
const simulator = await startSimulator({ campaigns });
let backend = await startBackend({ DATA_DIR: folder }, simulator);
await backend.watch(campaigns);
await until(
  async () => (await boardOf(backend.url)).campaigns.every(({ observedAt }) => observedAt !== null),
  300_000,
);
await simulator.stop();
await pause(writtenWithinMs);

const took: number[] = [];
let untold = 0;
let misdated = 0;
for (let round = 0; round < rounds; round += 1) {
  const before = agesOf(await boardOf(backend.url));
  await backend.kill();
  const began = performance.now();
  backend = await startBackend({ DATA_DIR: folder }, simulator);
  const text = await boardTextOf(backend.url);
  took.push(performance.now() - began);
  const after = agesOf(boardAnswerSchema.parse(JSON.parse(text)));
  untold += campaigns - after.size;
  // The upstream said nothing since: whatever is told was seen when the one before had seen it, or a write earlier.
  for (const [id, at] of after) if (at > (before.get(id) ?? 0)) misdated += 1;
}

heading(`${campaigns} campaigns after a kill, from the start of the process (${rounds} rounds)`);
const median = took.toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
report({
  name: "first full answer, median (quiet machine)",
  value: median / 1000,
  bound: { atMost: 1.5 },
  unit: "s",
});
report({ name: "campaigns that it did not tell of", value: untold, bound: { atMost: 0 } });
report({ name: "campaigns that it told of as younger than they are", value: misdated, bound: { atMost: 0 } });
await backend.stop();
rmSync(folder, { recursive: true, force: true });
conclude();

async function boardOf(url: string): Promise<BoardAnswer> {
  return boardAnswerSchema.parse(JSON.parse(await boardTextOf(url)));
}

async function boardTextOf(url: string): Promise<string> {
  return (await fetch(new URL("/api/v1/campaigns", url))).text();
}

/** When each was observed, epoch ms; of those that were never, nothing. */
function agesOf(answer: BoardAnswer): Map<number, number> {
  return new Map(
    answer.campaigns.flatMap(({ campaignId, observedAt }) =>
      observedAt === null ? [] : [[campaignId, Date.parse(observedAt)] as const],
    ),
  );
}
