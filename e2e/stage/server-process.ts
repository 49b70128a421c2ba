import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** One of the built servers as a process of its own. It ends with the process that started it. */
export interface ServerProcess {
  readonly url: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Asks it to stop and waits until it is gone. May be called again. */
  stop(): Promise<void>;
  /** SIGKILL: it gets no chance to say goodbye. */
  kill(): Promise<void>;
}

interface ServerOptions {
  /** From the repository's root. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Nothing else of this process's environment but PATH, and where compiled modules are kept, reaches it. */
  readonly env: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
/** A server that does not stop by itself within this time is killed, ms. */
const stopWithinMs = 9000;

/** Resolves once it listens. Rejects with what it printed if it ends before that. */
export async function startServer({ script, args = [], env }: ServerOptions): Promise<ServerProcess> {
  const child = fork(script, [...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", ...compileCache(), ...env },
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const gone = once(child, "exit");
  const output = keepOutput(child);
  const url = await addressOf(child).catch((error: unknown) => {
    throw new Error(`${script} did not start:\n${output()}`, { cause: error });
  });
  return {
    url,
    output,
    stop: () => end(child, gone, "SIGTERM"),
    kill: () => end(child, gone, "SIGKILL"),
  };
}

/** Takes a third of a start away, where this process was told of one. */
function compileCache(): Record<string, string> {
  const folder = process.env["NODE_COMPILE_CACHE"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

function keepOutput(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on("message", (message: { type?: unknown; url?: unknown }) => {
      if (message.type === "listening") resolve(String(message.url));
    });
    child.once("exit", (code) => reject(new Error(`exit code ${code}`)));
    child.once("error", reject);
  });
}

async function end(child: ChildProcess, gone: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const insist = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
  await gone;
  clearTimeout(insist);
}
