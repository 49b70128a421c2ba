import { conclude, heading, report } from "@cruiseboard/testing/report";
import { quantile } from "../test/kit/ages.ts";
import { createPollClient } from "./poll-client.ts";
import { startServer } from "./server-process.ts";

/** Ten thousand open pages that poll every three seconds, while the poller brings twenty changes a second. */
const viewers = 10_000;
const everyMs = 3000;
const connections = 1500;
const seconds = Number(process.env["BENCH_LOAD_SECONDS"] ?? 60);
const path = "/api/v1/campaigns";

const server = await startServer("live");
const client = createPollClient(server.url, connections);
const cursors: (string | null)[] = Array.from({ length: viewers }, () => null);
const latencies: number[] = [];
let errors = 0;
let polls = 0;

/** One page's poll, from the cursor of its last answer. */
async function poll(viewer: number, counted: boolean): Promise<void> {
  const since = cursors[viewer];
  const sent = performance.now();
  try {
    const { status, cursor } = await client.poll(since ? `${path}?since=${since}` : path);
    if (status !== 200 && status !== 304) errors += 1;
    cursors[viewer] = cursor;
    if (counted) latencies.push(performance.now() - sent);
    polls += counted ? 1 : 0;
  } catch {
    errors += 1;
  }
}

/** Sends each viewer's poll at its time, evenly over the three seconds; what is late is sent at once, none is left out. */
function run(forMs: number, counted: boolean): Promise<void> {
  return new Promise((resolve) => {
    const start = performance.now();
    const pending: Promise<void>[] = [];
    let next = 0;
    const send = () => {
      const elapsed = Math.min(forMs, performance.now() - start);
      for (; next < (elapsed / everyMs) * viewers; next += 1) pending.push(poll(next % viewers, counted));
      if (elapsed < forMs) setTimeout(send, 5);
      else void Promise.all(pending).then(() => resolve());
    };
    send();
  });
}

await run(2 * everyMs, false);
const before = await server.cpuSeconds();
const start = performance.now();
await run(seconds * 1000, true);
const lasted = (performance.now() - start) / 1000;
const cpu = (await server.cpuSeconds()) - before;

heading(
  `${Math.round(polls / lasted)} polls a second over ${connections} connections for ${Math.round(lasted)} s`,
);
report({ name: "errors", value: errors, bound: { atMost: 0 } });
report({ name: "server, share of a core", value: cpu / lasted, bound: { atMost: 0.4 } });
report({
  name: "99th percentile (quiet machine)",
  value: quantile(latencies, 0.99),
  bound: { atMost: 50 },
  unit: "ms",
});
report({ name: "server memory", value: await server.memory(), bound: { atMost: 400 }, unit: "MB" });
await client.close();
await server.stop();
conclude();
