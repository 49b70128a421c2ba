import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@cruiseboard/testing";
import { afterEach, expect, it } from "vitest";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) {
    await until(() => endLeftOf(folder));
    rmSync(folder, { recursive: true, force: true });
  }
});

/** `npm start` as a person types it, on a free port and a data folder of its own, which also marks its processes. */
function npmStart(environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "cruiseboard-start-"));
  folders.push(folder);
  const child = spawn("npm", ["start"], {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: "0",
      DATA_DIR: folder,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { text: "", errors: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed.text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed.errors += chunk.toString()));
  return { child, folder, printed: () => printed.text, errors: () => printed.errors };
}

/** Ids of the processes whose environment names the folder. */
function processesOf(folder: string): string[] {
  return readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/environ`, "utf8").includes(folder);
    } catch {
      return false;
    }
  });
}

/** npm, when killed, leaves its own children running. Returns whether there was nothing left. */
function endLeftOf(folder: string): boolean {
  const left = processesOf(folder);
  for (const id of left) process.kill(Number(id), "SIGKILL");
  return left.length === 0;
}

interface Campaign {
  readonly sdkAppId: number;
  readonly campaignId: number;
  readonly state: string;
  readonly attention: readonly { readonly kind: string }[];
}

async function boardAt(url: string): Promise<{ campaigns: Campaign[] }> {
  return (await (await fetch(`${url}/api/v1/campaigns`)).json()) as { campaigns: Campaign[] };
}

it.runIf(existsSync("/proc/self/environ"))(
  "shows a demo with a past, campaigns in every state and of every kind of attention, and leaves no process behind",
  async () => {
    const { child, folder, printed } = npmStart();
    const url = await until(() => /http:\/\/127\.0\.0\.1:\d+/.exec(printed())?.[0], 110_000);
    expect(printed()).toContain("Demo mode");
    const kinds = await until(async () => {
      const { campaigns } = await boardAt(url);
      const found = new Set(campaigns.flatMap(({ attention }) => attention.map(({ kind }) => kind)));
      return found.size === 9 && found;
    });
    expect([...kinds].toSorted()).toEqual([
      "agentAway",
      "lateStart",
      "notFound",
      "overrun",
      "stalled",
      "stoppedEarly",
      "uncalledAtClose",
      "upstreamFailing",
      "willMissWindow",
    ]);
    const { campaigns } = await boardAt(url);
    expect(new Set(campaigns.map(({ state }) => state))).toEqual(
      new Set(["completed", "notStarted", "running", "terminated"]),
    );
    const stalled = campaigns.find(({ attention }) => attention.some(({ kind }) => kind === "stalled"));
    const history = await fetch(
      `${url}/api/v1/campaigns/${stalled?.sdkAppId}/${stalled?.campaignId}/history`,
    );
    const { samples } = (await history.json()) as { samples: { at: string }[] };
    expect(samples.length).toBeGreaterThan(30);
    expect(Date.now() - Date.parse(samples[0]?.at ?? "")).toBeGreaterThan(60 * 60_000);
    const { minutes } = (await (await fetch(`${url}/api/v1/calls-per-minute`)).json()) as {
      minutes: { called: number | null }[];
    };
    expect(minutes.filter(({ called }) => called !== null).length).toBeGreaterThan(50);
    expect(processesOf(folder).length).toBeGreaterThanOrEqual(4);
    child.kill("SIGTERM");
    await until(() => processesOf(folder).length === 0);
  },
  180_000,
);

it("says what is wrong with the configuration, ends with 1, and starts nothing", async () => {
  const { child, folder, printed } = npmStart({ TENCENTCLOUD_SECRET_ID: "AKIDalone", PORT: "99999" });
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(1);
  expect(printed()).toContain("TENCENTCLOUD_SECRET_KEY");
  expect(printed()).toContain("PORT");
  await until(() => processesOf(folder).length === 0);
}, 120_000);

it("says so once, in the demo, too", async () => {
  const { child, folder, printed } = npmStart({ LOG_LEVEL: "loud" });
  await once(child, "exit");
  expect(printed().split("LOG_LEVEL must be")).toHaveLength(2);
  await until(() => processesOf(folder).length === 0);
}, 120_000);

it.runIf(existsSync("/proc/self/environ")).each([
  ["backend", "apps/bff/src/main.ts"],
  ["simulator", "apps/simulator/src/main.ts"],
])(
  "ends with 1 when the %s is killed, says so, and leaves no process behind",
  async (name, script) => {
    const { child, folder, printed, errors } = npmStart();
    await until(() => printed().includes("Ctrl-C ends it."), 110_000);
    const id = processesOf(folder).find((entry) =>
      readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0").includes(script),
    );
    const closed = once(child, "close");
    process.kill(Number(id), "SIGKILL");
    const [code] = (await closed) as [number];
    expect(code).toBe(1);
    expect(errors()).toContain(`The ${name} was ended by SIGKILL, so Cruiseboard stops.`);
    await until(() => processesOf(folder).length === 0);
  },
  180_000,
);
