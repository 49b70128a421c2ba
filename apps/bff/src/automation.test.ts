import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { startSimulator, until } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { environmentOf, startBackendProcess } from "../test/kit/backend-process.ts";

const document = readFileSync(new URL("../../../docs/automation.md", import.meta.url), "utf8");
/** The programs of the document that this machine can run, as the operator types them. */
const programs = [
  ["js", process.execPath, ["--input-type=module", "--eval"]],
  ["python", "python3", ["-c"]],
  ["sh", "bash", ["-c"]],
] as const;

function programIn(language: string): string {
  const blocks = [...document.matchAll(/```(\w+)\n(.*?)```/gs)].filter(([, name]) => name === language);
  const text = blocks.map(([, , block = ""]) => block).find((block) => block.includes("/api/v1/watch-list"));
  if (text === undefined) throw new Error(`The document has no program in ${language}`);
  return text;
}

const exitOf = async (child: ChildProcess): Promise<unknown> =>
  ((await once(child, "close")) as unknown[])[0];

it("the document's programs register a campaign once, over a crash of the backend", {
  timeout: 120_000,
}, async () => {
  const simulator = await startSimulator({ campaigns: 10 });
  onTestFinished(() => simulator.stop());
  const environment = environmentOf({
    CCC_ENDPOINT: simulator.url,
    TENCENTCLOUD_SECRET_ID: simulator.secretId,
    TENCENTCLOUD_SECRET_KEY: simulator.secretKey,
  });
  let backend = startBackendProcess(environment);
  const url = await backend.listening;
  environment["PORT"] = new URL(url).port;
  const cli = spawnSync(
    process.execPath,
    ["src/cli/api-key.ts", "create", "--name", "crm", "--role", "registrar", "--apps", "1400000000"],
    { cwd: new URL("..", import.meta.url), env: { ...process.env, ...environment }, encoding: "utf8" },
  );
  expect([cli.status, cli.stdout]).toEqual([0, expect.stringMatching(/^cbk_[0-9a-f]{48}\n$/)]);
  const env = { ...process.env, CRUISEBOARD_URL: url, CRUISEBOARD_KEY: cli.stdout.trim() };
  // Read by the running backend within a second.
  const body = { campaigns: [] };
  const headers = { authorization: `Bearer ${cli.stdout.trim()}` };
  await until(
    async () => (await backend.ask("/api/v1/watch-list", { method: "POST", headers, body })).status === 400,
  );

  backend.kill("SIGKILL");
  await backend.exited;
  const here = programs.filter(([, command]) => spawnSync(command, ["--version"]).status === 0);
  const runs = here.flatMap(([language, command, options], index) =>
    [0, 1].map(() => {
      const text = programIn(language).replaceAll("2569", String(2570 + index));
      return spawn(command, [...options, text], { env, stdio: "ignore" });
    }),
  );
  backend = startBackendProcess(environment);
  expect(await Promise.all(runs.map(exitOf))).toEqual(runs.map(() => 0));
  backend.kill("SIGKILL");
  await backend.exited;
  backend = startBackendProcess(environment);
  await backend.listening;
  const { campaigns } = (await backend.ask("/api/v1/watch-list")).json() as {
    campaigns: { campaignId: number; label: string }[];
  };
  const labels = new Map(campaigns.map(({ campaignId, label }) => [campaignId, label]));
  expect(labels).toEqual(new Map(here.map((_, index) => [2570 + index, "Spring"])));
  expect(backend.stdout() + backend.stderr()).not.toContain("cbk_");
});
