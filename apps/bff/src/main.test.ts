import { once } from "node:events";
import { existsSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { Agent, request } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startHttpStub, until } from "@cruiseboard/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { type BackendProcess, environmentOf, startBackendProcess } from "../test/kit/backend-process.ts";
import { temporaryFolder } from "../test/kit/temporary-folder.ts";

const start = (changes: Record<string, string> = {}) => startBackendProcess(environmentOf(changes));

/** What a start that fails says; it has to say it without a stack, on standard error, and end with 1. */
async function complaintOf(backend: BackendProcess): Promise<string> {
  expect(await backend.exited).toEqual({ code: 1, signal: null });
  expect(backend.stdout()).toBe("");
  expect(backend.stderr()).not.toMatch(/\n\s+at |node_modules|keyOfTheTest/);
  return backend.stderr();
}

async function occupiedPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return String((server.address() as AddressInfo).port);
}

/** True once nobody listens there any more. */
function isClosed(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", () => resolve(true));
  });
}

describe("a start", () => {
  it("tells its parent where it listens, and serves", async () => {
    const backend = start();
    expect(await backend.listening).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await backend.ask("/healthz")).json()).toEqual({ status: "ok" });
    expect((await backend.ask("/api/v1/campaigns")).json()).toMatchObject({ full: true, campaigns: [] });
    expect(backend.stdout()).toContain('"msg":"listening"');
    expect(backend.stderr()).toBe("");
  });

  it("warns once of each address that is not encrypted, without secrets", async () => {
    const backend = start({
      PUBLIC_URL: "http://board.example.com",
      EMBED_PARENT_ORIGINS: "http://portal.example.com",
      WEBHOOK_URLS: "generic=http://hooks.invalid/Zq7",
    });
    await backend.listening;
    await until(() => backend.stdout().includes('"msg":"listening"'));
    const warnings = backend
      .stdout()
      .split("\n")
      .filter((line) => line.includes("address without encryption"))
      .map((line) => JSON.parse(line) as { level: number; source: string });
    expect(warnings.map(({ source }) => source)).toEqual([
      "PUBLIC_URL",
      "EMBED_PARENT_ORIGINS",
      "WEBHOOK_URLS entry 1",
    ]);
    expect(backend.stdout()).not.toContain("Zq7");
  });

  it("makes its data folder", async () => {
    const folder = join(temporaryFolder(), "new", "data");
    const backend = start({ DATA_DIR: folder });
    await backend.listening;
    expect(existsSync(join(folder, "cruiseboard.db"))).toBe(true);
  });

  it("fills the demo's watch list once, so that what was removed stays so", async () => {
    const demo = {
      DATA_DIR: temporaryFolder(),
      CRUISEBOARD_MODE: "demo",
      CRUISEBOARD_DEMO_CAMPAIGNS: "1400000000/2569,1400000000/2570",
    };
    const idsOf = async ({ ask }: ReturnType<typeof start>) => {
      const { campaigns } = (await ask("/api/v1/watch-list")).json() as WatchListAnswer;
      return campaigns.map(({ campaignId }) => campaignId);
    };
    const first = start(demo);
    expect(await idsOf(first)).toEqual([2569, 2570]);
    await first.ask("/api/v1/watch-list/1400000000/2569", { method: "DELETE" });
    first.kill("SIGTERM");
    await first.exited;
    expect(await idsOf(start(demo))).toEqual([2570]);
  });

  it("with bad configuration names every bad variable in one message", async () => {
    const folder = join(temporaryFolder(), "data");
    const complaint = await complaintOf(
      start({ PORT: "http", HOST: "0.0.0.0", CCC_ENDPOINT: "nowhere", DATA_DIR: folder }),
    );
    for (const name of ["PORT", "HOST", "CCC_ENDPOINT"]) expect(complaint).toContain(`- ${name} `);
    expect(existsSync(folder)).toBe(false);
  });

  it("with an access mode that lacks its key does not start with open access", async () => {
    const begun = {
      EMBED_JWT_ISSUER: "portal",
      EMBED_JWT_AUDIENCE: "board",
      OIDC_CLIENT_ID: "board",
      OIDC_CLIENT_SECRET: "exampleOfAClientSecret",
    };
    const complaint = await complaintOf(start(begun));
    for (const name of ["EMBED_JWT_ISSUER", "EMBED_JWT_AUDIENCE", "OIDC_ISSUER_URL", "SESSION_SECRET"])
      expect(complaint).toContain(`- ${name} `);
    expect(complaint).toContain("EMBED_JWT_SECRET or EMBED_JWKS_URL");
  });

  it("with half a credential pair says which half is missing", async () => {
    const { TENCENTCLOUD_SECRET_ID: _left, ...half } = environmentOf();
    expect(await complaintOf(startBackendProcess(half))).toContain("TENCENTCLOUD_SECRET_ID is missing");
  });

  it("on a port in use says so, and touches no data", async () => {
    const folder = join(temporaryFolder(), "data");
    const port = await occupiedPort();
    const complaint = await complaintOf(start({ PORT: port, DATA_DIR: folder }));
    expect(complaint).toContain(`Port ${port} is in use`);
    expect(existsSync(folder)).toBe(false);
  });

  it.each(["no.such.host.invalid", "192.0.2.1", "fe80::1"])(
    "on %s, which is not of this machine, names HOST, and touches no data",
    async (host) => {
      const folder = join(temporaryFolder(), "data");
      const open = { HOST: host, EMBED_JWT_SECRET: "exampleOfASecretThatIsLongEnough" };
      const complaint = await complaintOf(start({ ...open, DATA_DIR: folder }));
      expect(complaint).toMatch(/^The configuration cannot be used:\n {2}- HOST .+\n$/);
      expect(complaint).toContain(host);
      expect(existsSync(folder)).toBe(false);
    },
  );

  it("with a data folder that is a file says so", async () => {
    const path = join(temporaryFolder(), "data");
    writeFileSync(path, "");
    const complaint = await complaintOf(start({ DATA_DIR: path }));
    expect(complaint).toContain(`The folder ${path} cannot be used`);
  });

  it.runIf(existsSync("/proc/self"))("with a data folder that cannot be made says so", async () => {
    expect(await complaintOf(start({ DATA_DIR: "/proc/cruiseboard" }))).toContain("cannot be used");
  });

  it("with a database of a newer version says so", async () => {
    const folder = temporaryFolder();
    const database = new DatabaseSync(join(folder, "cruiseboard.db"));
    database.exec(
      "CREATE TABLE kysely_migration (name text); INSERT INTO kysely_migration VALUES ('0999-x')",
    );
    database.close();
    expect(await complaintOf(start({ DATA_DIR: folder }))).toContain("newer Cruiseboard (0999-x)");
  });

  it.runIf(existsSync("/proc/self/fd"))("waits for a predecessor that is still stopping", async () => {
    const folder = temporaryFolder();
    const first = start({ DATA_DIR: folder });
    await first.listening;
    const second = start({ DATA_DIR: folder });
    await until(() => openFiles(second.pid).includes(join(folder, "cruiseboard.lock")));
    first.kill("SIGTERM");
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect((await second.ask("/healthz")).status).toBe(200);
  });
});

interface WatchListAnswer {
  readonly campaigns: readonly { readonly campaignId: number }[];
}

function openFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).map((name) => readlinkSync(join(folder, name)));
}

describe("a stop", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("by %s ends with 0 and leaves nothing", async (signal) => {
    const folder = temporaryFolder();
    const backend = start({ DATA_DIR: folder });
    const url = await backend.listening;
    backend.kill(signal);
    expect(await backend.exited).toEqual({ code: 0, signal: null });
    expect(await isClosed(url)).toBe(true);
    expect(backend.stderr()).toBe("");
    expect(existsSync(join(folder, "cruiseboard.db-wal"))).toBe(false);
  });

  it("comes with the end of whoever started it", async () => {
    const backend = start();
    await backend.listening;
    backend.disconnect();
    expect(await backend.exited).toEqual({ code: 0, signal: null });
  });

  it("comes even if whoever started it is gone before it listens", async () => {
    const backend = start();
    backend.disconnect();
    expect(await backend.exited).toEqual({ code: 0, signal: null });
    expect(backend.stderr()).toBe("");
  });

  it("by two signals is one stop", async () => {
    const backend = start();
    await backend.listening;
    backend.kill("SIGTERM");
    backend.kill("SIGINT");
    expect(await backend.exited).toEqual({ code: 0, signal: null });
  });

  it("does not wait for connections that ask for nothing", async () => {
    const backend = start();
    const url = await backend.listening;
    const silent = await connected(url);
    const keptAlive = new Agent({ keepAlive: true });
    onTestFinished(() => keptAlive.destroy());
    const call = request(`${url}/healthz`, { agent: keptAlive }).end();
    const [response] = await once(call, "response");
    await once(response.resume(), "end");
    backend.kill("SIGTERM");
    // A stop that waited for them would be cut short, with 1.
    expect(await backend.exited).toEqual({ code: 0, signal: null });
    silent.destroy();
  });
});

async function connected(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket.on("error", () => undefined);
}

describe("a request in flight when the stop comes", () => {
  const campaign = { sdkAppId: 1_400_000_000, campaignId: 2569 };
  const answer = JSON.stringify({ Response: { Name: "Renewal", State: 1, RequestId: "r-1" } });

  /** A backend whose upstream answers when it is told to, and a refresh that waits for it. */
  async function startHeldRefresh() {
    const held: ServerResponse[] = [];
    const upstream = await startHttpStub((_request, response) => void held.push(response));
    onTestFinished(() => upstream.stop());
    const backend = start({ CCC_ENDPOINT: upstream.url });
    await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [campaign] } });
    const refreshed = backend.ask("/api/v1/campaigns/1400000000/2569/refresh", { method: "POST" });
    await until(() => held.length > 0);
    return { backend, held, refreshed, url: await backend.listening };
  }

  it("is answered, while no new one is taken", async () => {
    const { backend, held, refreshed, url } = await startHeldRefresh();
    backend.kill("SIGTERM");
    await until(() => isClosed(url));
    for (const response of held) response.setHeader("content-type", "application/json").end(answer);
    expect((await refreshed).json()).toMatchObject({ ...campaign, name: "Renewal", state: "running" });
    expect(await backend.exited).toEqual({ code: 0, signal: null });
  });

  it("is told that it is over, if the upstream keeps it waiting", async () => {
    const { backend, refreshed } = await startHeldRefresh();
    backend.kill("SIGTERM");
    const reply = await refreshed;
    expect(reply.status).toBe(503);
    expect(reply.json()).toMatchObject({ code: "shutting_down" });
    expect(await backend.exited).toEqual({ code: 0, signal: null });
  });
});
