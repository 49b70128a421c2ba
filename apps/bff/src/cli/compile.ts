import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";

/** Fills NODE_COMPILE_CACHE for the image, by a backend that starts, answers a poll, calls the upstream and stops. */
await compileStart();

async function compileStart(): Promise<void> {
  const called = Promise.withResolvers<void>();
  const upstream = createServer((_request, response) => {
    response.writeHead(503).end();
    called.resolve();
  });
  await once(upstream.listen(0, "127.0.0.1"), "listening");
  const folder = mkdtempSync(`${tmpdir()}/cruiseboard-`);
  try {
    const { port } = upstream.address() as AddressInfo;
    await runBackend({ CCC_ENDPOINT: `http://127.0.0.1:${port}`, DATA_DIR: folder }, called.promise);
  } finally {
    upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runBackend(place: Record<string, string>, calledUpstream: Promise<void>): Promise<void> {
  const { NODE_COMPILE_CACHE } = process.env;
  const backend = fork(new URL("../main.ts", import.meta.url), {
    env: {
      ...place,
      ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
      NODE_ENV: "production",
      PORT: "0",
      LOG_LEVEL: "warn",
      TENCENTCLOUD_SECRET_ID: "none",
      TENCENTCLOUD_SECRET_KEY: "none",
      CRUISEBOARD_MODE: "demo",
      CRUISEBOARD_DEMO_CAMPAIGNS: "1400000000/2569",
    },
  });
  const ended = once(backend, "exit") as Promise<[number | null]>;
  const early = ended.then(([code]) => {
    throw new Error(`The backend exited with ${code} too early`);
  });
  const [{ url }] = (await Promise.race([once(backend, "message"), early])) as [{ url: string }];
  await (await fetch(`${url}/api/v1/campaigns`)).text();
  await Promise.race([calledUpstream, early]);
  backend.disconnect();
  const [code] = await ended;
  if (code !== 0) throw new Error(`The backend ended with ${code}`);
}
