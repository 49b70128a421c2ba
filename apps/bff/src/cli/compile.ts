import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";

/**
 * For an image: has Node keep what a start compiles in NODE_COMPILE_CACHE. It holds for this version of Node, its flags,
 * this kind of processor and this user. Sign-in and PostgreSQL are compiled where they are configured.
 */
await compileStart();

/** A backend starts, answers, asks an upstream that knows nothing, and stops. */
async function compileStart(): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const upstream = createServer((_request, response) => {
    response.writeHead(503).end();
    asked.resolve();
  });
  await once(upstream.listen(0, "127.0.0.1"), "listening");
  const folder = mkdtempSync(`${tmpdir()}/cruiseboard-`);
  try {
    const { port } = upstream.address() as AddressInfo;
    await runBackend({ CCC_ENDPOINT: `http://127.0.0.1:${port}`, DATA_DIR: folder }, asked.promise);
  } finally {
    upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runBackend(place: Record<string, string>, asked: Promise<void>): Promise<void> {
  const { NODE_COMPILE_CACHE } = process.env;
  const backend = fork(new URL("../main.ts", import.meta.url), {
    env: {
      ...place,
      ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
      NODE_ENV: "production",
      PORT: "0",
      LOG_LEVEL: "warn",
      TENCENTCLOUD_SECRET_ID: "nobody",
      TENCENTCLOUD_SECRET_KEY: "nothing",
      CRUISEBOARD_MODE: "demo",
      CRUISEBOARD_DEMO_CAMPAIGNS: "1400000000/2569",
    },
  });
  const ended = once(backend, "exit") as Promise<[number | null]>;
  const early = ended.then(([code]) => {
    throw new Error(`The backend ended with ${code} before it had been used`);
  });
  const [{ url }] = (await Promise.race([once(backend, "message"), early])) as [{ url: string }];
  await (await fetch(`${url}/api/v1/campaigns`)).text();
  await Promise.race([asked, early]);
  backend.disconnect();
  const [code] = await ended;
  if (code !== 0) throw new Error(`The backend ended with ${code}`);
}
