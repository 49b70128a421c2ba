import { createPollClient } from "./poll-client.ts";
import { conclude, heading, report } from "./report.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/**
 * Server CPU per poll, the product beside a bare Express route that answers 304, in turn within one run. Throughput
 * against the bare route is bare ÷ ours.
 */
const rounds = 7;
const requestsPerRound = 6000;
const connections = 32;
const path = "/api/v1/campaigns";

const bare = await startServer("bare");
const board = await startServer("board");
await warmUp();

heading(`Serving polls, 1,000 campaigns (median of ${rounds} rounds of ${requestsPerRound} requests)`);
await compare("a poll with nothing new (304)", 0.8, async () => `${path}?since=${await cursorOf(board)}`);
await compare("a delta of 80 changed rows", 0.8, async () => {
  const before = await cursorOf(board);
  await board.change(80);
  await newVersion(board, before);
  return `${path}?since=${before}`;
});
await compare("the full board, compressed", 0.65, () => Promise.resolve(path));
await bare.stop();
await board.stop();
conclude();

async function compare(name: string, atLeast: number, preparePath: () => Promise<string>): Promise<void> {
  const ratios: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const bareCost = (await load(bare, path)).cpu;
    const ours = await load(board, await preparePath());
    ratios.push(bareCost / ours.cpu);
    bytes = ours.bytes;
  }
  const value = ratios.toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0;
  report({
    name: `${name}, throughput against a bare 304 (${bytes} bytes a poll)`,
    value,
    bound: { atLeast },
  });
}

/** Server CPU seconds for a round of the same request over keep-alive connections, and the size of one answer. */
async function load(server: ServerProcess, target: string): Promise<{ cpu: number; bytes: number }> {
  const client = createPollClient(server.url, connections);
  // Connections are opened before the clock runs.
  await Promise.all(Array.from({ length: connections }, () => client.poll(target)));
  const before = await server.cpuSeconds();
  let left = requestsPerRound;
  let bytes = 0;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await client.poll(target);
      bytes = answer.bytes;
      if (answer.status !== 200 && answer.status !== 304) throw new Error(`Answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const cpu = (await server.cpuSeconds()) - before;
  await client.close();
  return { cpu, bytes };
}

async function cursorOf(server: ServerProcess): Promise<string> {
  const client = createPollClient(server.url, 1);
  const { cursor } = await client.poll(path);
  await client.close();
  return cursor ?? "";
}

async function newVersion(server: ServerProcess, before: string): Promise<void> {
  while ((await cursorOf(server)) === before) continue;
}

async function warmUp(): Promise<void> {
  for (const server of [bare, board]) await load(server, path);
}
