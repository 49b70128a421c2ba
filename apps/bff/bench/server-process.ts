import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { PlainAnswer, PollServerRequest } from "./poll-server.ts";

/** A server under load, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** The bearer token that it wants; null: none. */
  readonly token: string | null;
  /** CPU time spent so far, user and system, in seconds. */
  cpuSeconds(): Promise<number>;
  /** Resident memory in MB. */
  memory(): Promise<number>;
  change(rows: number): Promise<void>;
  /** What a bare server answers from now on. */
  write(answer: PlainAnswer): Promise<void>;
  stop(): Promise<void>;
}

interface Accounts {
  readonly cpu: NodeJS.CpuUsage;
  readonly rss: number;
}

export async function startServer(mode: "bare" | "board" | "token" | "live"): Promise<ServerProcess> {
  const child = fork(new URL("poll-server.ts", import.meta.url), [mode]);
  const [{ url, token }] = (await once(child, "message")) as [Pick<ServerProcess, "url" | "token">];
  const ask = async (request: PollServerRequest) => {
    child.send(request);
    const [accounts] = (await once(child, "message")) as [Accounts];
    return accounts;
  };
  return {
    url,
    token,
    cpuSeconds: async () => {
      const { cpu } = await ask({ ask: "cpu" });
      return (cpu.user + cpu.system) / 1e6;
    },
    memory: async () => (await ask({ ask: "cpu" })).rss / 1e6,
    change: async (rows) => void (await ask({ ask: "change", rows })),
    write: async (answer) => void (await ask({ ask: "write", answer })),
    stop: () => stopChild(child),
  };
}

async function stopChild(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.disconnect();
  await exited;
}
