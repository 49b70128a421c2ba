import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSimulator } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command as an operator runs it, with nothing in its environment but this. */
async function run(command: string, args: string[], env: Record<string, string>): Promise<Outcome> {
  const program = fileURLToPath(new URL(`${command}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...printed };
}

const watching = (...ids: number[]) => ({
  method: "POST",
  body: { campaigns: ids.map((campaignId) => ({ sdkAppId: 1_400_000_000, campaignId })) },
});

it("backs up while the backend runs, refuses to restore under it, and restores once it has stopped", async () => {
  const environment = environmentOf();
  const folder = temporaryFolder();
  const file = join(folder, "copy.db");
  const backend = startBackendProcess(environment);
  await backend.ask("/api/v1/watch-list", watching(2569, 2570));
  const backup = await run("backup", ["copy.db"], { ...environment, INIT_CWD: folder });
  expect(backup).toMatchObject({ code: 0, stderr: "" });
  expect(backup.stdout).toContain(`Backed up to ${file}\n`);
  const daily = await run("backup", ["daily/"], { ...environment, INIT_CWD: folder });
  expect(daily.stdout).toContain(`Backed up to ${join(folder, "daily", "cruiseboard-")}`);
  await backend.ask("/api/v1/watch-list", watching(2571));

  const refused = await run("restore", [file], environment);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(/^Another Cruiseboard is using the folder .*\n$/);
  backend.kill("SIGTERM");
  await backend.exited;

  const restored = await run("restore", [file], environment);
  expect(restored).toMatchObject({ code: 0, stderr: "" });
  expect(restored.stdout).toMatch(/The previous database is kept as .*replaced-.*\.db\n$/);
  const again = startBackendProcess(environment);
  const { campaigns } = (await again.ask("/api/v1/watch-list")).json() as { campaigns: unknown[] };
  expect(campaigns).toHaveLength(2);
});

it.each(["backup", "restore"])("%s without a file says how it is used", async (command) => {
  for (const args of [[], ["--help"], ["one", "two"]]) {
    const outcome = await run(command, args, environmentOf());
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain(`Usage: npm run ${command} -- FILE`);
  }
});

it.each(["backup", "restore"])(
  "%s leaves PostgreSQL to its own tools, and its password unsaid",
  async (command) => {
    const outcome = await run(command, ["copy.db"], { DATABASE_URL: "postgres://me:secret@db/board" });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("pg_dump");
    expect(outcome.stderr).not.toContain("secret");
  },
);

it("doctor says what is wrong line by line and ends with 1, or that nothing is and ends with 0", async () => {
  const outcome = await run("doctor", [], environmentOf({ CCC_ENDPOINT: "http://127.0.0.1:1" }));
  expect(outcome).toMatchObject({ code: 1, stderr: "" });
  expect(outcome.stdout).toMatch(
    /^✗ Connection +http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)\n +→ /m,
  );
  expect(outcome.stdout).toMatch(/\nProblems found: \d\n$/);
  const simulator = await startSimulator({ campaigns: 1 });
  onTestFinished(() => simulator.stop());
  const sound = await run("doctor", ["1400000000/2569"], {
    ...environmentOf({ CCC_ENDPOINT: simulator.url }),
    TENCENTCLOUD_SECRET_ID: simulator.secretId,
    TENCENTCLOUD_SECRET_KEY: simulator.secretKey,
  });
  // The page may not have been built where unit tests alone are run.
  expect(sound.stdout.replace(/✗ Page[^]*?\n.*\n/, "")).not.toContain("✗");
  expect(sound.code).toBe(sound.stdout.includes("✗ Page") ? 1 : 0);
});

it("doctor with an argument that is no campaign says how it is used", async () => {
  const outcome = await run("doctor", ["2569"], environmentOf());
  expect(outcome).toMatchObject({ code: 1, stdout: "" });
  expect(outcome.stderr).toContain("Usage: npm run doctor");
});

it("doctor ends quietly when its reader closes the pipe", async () => {
  const program = fileURLToPath(new URL("doctor.ts", import.meta.url));
  const environment = environmentOf({ CCC_ENDPOINT: "http://127.0.0.1:1" });
  const child = spawn(process.execPath, [program], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  child.stdout.destroy();
  const [code] = (await once(child, "close")) as [number | null];
  expect({ code, complaint }).toEqual({ code: 1, complaint: "" });
});
