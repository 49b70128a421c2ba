import { conclude, heading, report } from "@cruiseboard/testing/report";
import { createPollClient } from "./poll-client.ts";
import type { PlainAnswer } from "./poll-server.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Server CPU per poll, the product beside node:http writing the same bytes, in turn within one run: node:http ÷ ours. */
const rounds = 7;
const requestsPerRound = 6000;
const connections = 32;
const path = "/api/v1/campaigns";

const bare = await startServer("bare");
const board = await startServer("board");
const guarded = await startServer("token");
await warmUp();

heading(`Serving polls, 1,000 campaigns (median of ${rounds} rounds of ${requestsPerRound} requests)`);
await compare("a delta of 80 changed rows", board);
await compare("a delta of 80 changed rows, token", guarded);
await tokenCheck();
await bare.stop();
await board.stop();
await guarded.stop();
conclude();

async function nothingNew(server: ServerProcess): Promise<string> {
  return `${path}?since=${await cursorOf(server)}`;
}

async function delta(server: ServerProcess): Promise<string> {
  const before = await cursorOf(server);
  await server.change(80);
  await newVersion(server, before);
  return `${path}?since=${before}`;
}

/** What a poll costs more for the token, side by side with one without; the cheapest poll there is, so the worst case. */
async function tokenCheck(): Promise<void> {
  const shares: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const plain = (await load(board, await nothingNew(board))).cpu;
    const withToken = (await load(guarded, await nothingNew(guarded))).cpu;
    shares.push((withToken - plain) / withToken);
  }
  report({ name: "the token's share of a poll's CPU", value: median(shares), bound: { atMost: 0.25 } });
}

async function compare(name: string, server: ServerProcess): Promise<void> {
  const ratios: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const path = await delta(server);
    await bare.write(await answerOf(server, path));
    const bareCost = (await load(bare, path)).cpu;
    const ours = await load(server, path);
    ratios.push(bareCost / ours.cpu);
    bytes = ours.bytes;
  }
  report({
    name: `${name}, throughput beside node:http writing the same (${bytes} bytes a poll)`,
    value: median(ratios),
    bound: { atLeast: 0.5 },
  });
}

async function answerOf(server: ServerProcess, target: string): Promise<PlainAnswer> {
  const client = createPollClient(server.url, 1, server.token);
  const answer = await client.fetch(target);
  await client.close();
  return answer;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** Server CPU seconds for a round of the same request over keep-alive connections, and the size of one answer. */
async function load(server: ServerProcess, target: string): Promise<{ cpu: number; bytes: number }> {
  const client = createPollClient(server.url, connections, server.token);
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
  const client = createPollClient(server.url, 1, server.token);
  const { cursor } = await client.poll(path);
  await client.close();
  return cursor ?? "";
}

async function newVersion(server: ServerProcess, before: string): Promise<void> {
  while ((await cursorOf(server)) === before) continue;
}

async function warmUp(): Promise<void> {
  await bare.write(await answerOf(board, path));
  for (const server of [bare, board, guarded]) await load(server, path);
}
