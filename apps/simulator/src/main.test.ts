import type { ChildProcess, StdioOptions } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("main.ts", import.meta.url));
let children: ChildProcess[] = [];

function run(argv: string[], stdio: StdioOptions = ["ignore", "pipe", "pipe"]) {
  const environment = { ...process.env, SIMULATOR_SECRET_ID: "id", SIMULATOR_SECRET_KEY: "key" };
  const child = spawn(process.execPath, [program, "--campaigns", "4", ...argv], { stdio, env: environment });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: Buffer) => (output += text.toString()));
  return { child, exit: once(child, "exit"), output: () => output };
}

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
});

describe("the command", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "prints one line once it listens, and ends on %s",
    async (signal) => {
      const { child, exit, output } = run(["--port", "0"]);
      await expect
        .poll(output, { timeout: 30_000 })
        .toMatch(/^Simulator listening on http:\/\/127\.0\.0\.1:\d+\n$/);
      const url = output().trim().split(" ").at(-1) ?? "";
      expect((await fetch(`${url}/control/world`)).status).toBe(200);
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(output().split("\n")).toHaveLength(2);
    },
  );

  it("sends its parent the URL over IPC, and ends with the channel", async () => {
    const { child, exit } = run(["--port", "0"], ["ignore", "pipe", "pipe", "ipc"]);
    const [message] = await once(child, "message");
    expect(message).toEqual({ type: "listening", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  it("exits with 1 and says so when the port is in use", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const address = holder.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const { exit, output } = run(["--port", port]);
    expect(await exit).toEqual([1, null]);
    await expect.poll(output).toBe(`Port ${port} on 127.0.0.1 is in use.\n`);
    holder.close();
  });

  it("exits with 1 and names all bad arguments", async () => {
    const { exit, output } = run(["--port", "x", "--speed", "fast"]);
    expect(await exit).toEqual([1, null]);
    await expect.poll(output).toContain("--port: not a number\n  --speed: not a number\n");
  });
});
