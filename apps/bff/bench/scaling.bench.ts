import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, startSimulator } from "@cruiseboard/testing";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { type MeasuredBackend, startBackend } from "./measured-backend.ts";
import { createPollClient } from "./poll-client.ts";

/**
 * What two backends on one PostgreSQL serve, against one with its embedded database. Each spends so much CPU a poll,
 * everything else that it does meanwhile included, and serves as many polls as fit into its core. All three run all the
 * time and are loaded in turn, so that they do not take the machine from each other.
 */
const campaigns = 1000;
/** Of one backend: about a third of a core, since with few viewers everything else would outweigh the polls. */
const viewers = 4500;
const everyMs = 3000;
const rounds = 5;
const roundMs = Number(process.env["BENCH_SCALING_SECONDS"] ?? 4) * 1000;
const path = "/api/v1/campaigns";

const folder = mkdtempSync(join(tmpdir(), "cruiseboard-bench-"));
const postgres = await startPostgres();
const simulators = [await startSimulator({ campaigns }), await startSimulator({ campaigns })] as const;
const alone = await startBackend({ DATA_DIR: folder }, simulators[0]);
const asking = await startBackend({ DATABASE_URL: postgres.url() }, simulators[1]);
await Promise.all([alone.watch(campaigns), asking.watch(campaigns)]);
const following = await startBackend({ DATABASE_URL: postgres.url() }, simulators[1]);

const [one, leader, follower] = await cpuPerPoll([alone, asking, following]);

heading(`Polls of ${viewers} open pages every ${everyMs / 1000} s (median of ${rounds} rounds)`);
const micros = (value: number) => `${Math.round(value * 1e6)} µs`;
console.log(
  `  CPU a poll, all else included: alone ${micros(one)} · of two, asks ${micros(leader)}, follows ${micros(follower)}`,
);
report({
  name: "two backends against one, polls that fit into a core each",
  value: one / leader + one / follower,
  bound: { atLeast: 1.8 },
});
for (const { stop } of [alone, asking, following, ...simulators, postgres]) await stop();
rmSync(folder, { recursive: true, force: true });
conclude();

/** CPU seconds a poll: the median of each one's rounds. */
async function cpuPerPoll(
  backends: readonly [MeasuredBackend, MeasuredBackend, MeasuredBackend],
): Promise<[number, number, number]> {
  const loads = backends.map((backend) => ({
    backend,
    load: createLoad(backend.url),
    costs: [] as number[],
  }));
  // The first time is for getting warm.
  for (let round = 0; round <= rounds; round += 1)
    for (const { backend, load, costs } of loads) {
      // Whoever was not asked for a while has much to tell at first.
      await load.run(everyMs);
      const before = await backend.cpuSeconds();
      const polls = await load.run(roundMs);
      const cost = ((await backend.cpuSeconds()) - before) / polls;
      if (round > 0) costs.push(cost);
    }
  console.log(`\n${loads.map(({ load }) => load.bytesPerPoll()).join(", ")} bytes a poll`);
  await Promise.all(loads.map(({ load }) => load.close()));
  const [first = 0, second = 0, third = 0] = loads.map(
    ({ costs }) => costs.toSorted((a, b) => a - b)[Math.floor(rounds / 2)],
  );
  return [first, second, third];
}

/** Open pages that poll at their times, each from the cursor of its last answer. */
function createLoad(url: string) {
  const client = createPollClient(url, 100);
  const cursors: (string | null)[] = Array.from({ length: viewers }, () => null);
  let polls = 0;
  let bytes = 0;

  async function poll(viewer: number): Promise<void> {
    const since = cursors[viewer];
    const answer = await client.poll(since ? `${path}?since=${since}` : path);
    if (answer.status !== 200 && answer.status !== 304) throw new Error(`Answered ${answer.status}`);
    cursors[viewer] = answer.cursor;
    polls += 1;
    bytes += answer.bytes;
  }

  return {
    /** Resolves with how many polls there were. */
    run: (forMs: number) =>
      new Promise<number>((resolve, reject) => {
        polls = 0;
        bytes = 0;
        const start = performance.now();
        const pending: Promise<void>[] = [];
        const send = () => {
          const elapsed = Math.min(forMs, performance.now() - start);
          while (pending.length < (elapsed / everyMs) * viewers) pending.push(poll(pending.length % viewers));
          if (elapsed < forMs) setTimeout(send, 5);
          else Promise.all(pending).then(() => resolve(pending.length), reject);
        };
        send();
      }),
    /** Of the last run. */
    bytesPerPoll: () => Math.round(bytes / polls),
    close: () => client.close(),
  };
}
