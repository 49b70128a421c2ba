import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { ask, type Question, type Reply } from "./ask.ts";
import { temporaryFolder } from "./temporary-folder.ts";

type Environment = Readonly<Record<string, string>>;

/** The backend as its own process, seen from outside. */
export interface BackendProcess {
  readonly pid: number;
  /** Where it listens; rejects, with what it printed, if it ends before it does. */
  readonly listening: Promise<string>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** All that it printed so far. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** To what was loaded into it ahead; the backend itself takes no messages. */
  tell(message: object): void;
  /** Closes the channel to it, as the end of its parent does. */
  disconnect(): void;
  /** One exchange, as soon as it listens. */
  ask(path: string, question?: Question): Promise<Reply>;
}

/** Nobody listens there. */
const nowhere = "http://127.0.0.1:1";

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** What a backend needs to start, on a free port, with a data folder of its own and an upstream that is not there. */
export function environmentOf(changes: Environment = {}): Record<string, string> {
  return {
    TENCENTCLOUD_SECRET_ID: "AKIDofTheTest",
    TENCENTCLOUD_SECRET_KEY: "keyOfTheTest",
    PORT: "0",
    CCC_ENDPOINT: nowhere,
    DATA_DIR: changes["DATA_DIR"] ?? temporaryFolder(),
    LOG_LEVEL: "info",
    ...changes,
  };
}

/** Takes a third of a start away, where this process was told of one. */
function compileCache(): Record<string, string> {
  const folder = process.env["NODE_COMPILE_CACHE"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/**
 * Starts it, with nothing in its environment but this and where compiled modules are kept. Killed, if need be, when
 * the test is over.
 * @param ahead modules that are loaded before it.
 */
export function startBackendProcess(environment: Environment, ahead: readonly URL[] = []): BackendProcess {
  const child = spawn(process.execPath, [...ahead.map(({ href }) => `--import=${href}`), program], {
    env: { ...compileCache(), ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // Not `close`, which tells the end of both outputs as well: it never comes once the channel was closed from here.
  const exited = Promise.all([once(child, "exit"), ended(child.stdout), ended(child.stderr)]).then(
    ([[code, signal]]) => ({ code, signal }),
  );
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  const listening = Promise.race([
    once(child, "message").then(([message]) => urlOf(message)),
    exited.then(({ code, signal }) => {
      throw new Error(`It ended with ${code ?? signal} and printed:\n${printed.stdout}${printed.stderr}`);
    }),
  ]);
  // Whoever does not wait for it hears of the end through `exited`.
  listening.catch(() => undefined);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  return {
    pid: child.pid ?? 0,
    listening,
    exited,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    kill: (signal) => void child.kill(signal),
    tell: (message) => void child.send(message),
    disconnect: () => child.disconnect(),
    ask: async (path, question) => ask(await listening, path, question),
  };
}

async function ended(output: Readable | null): Promise<void> {
  if (output !== null) await once(output, "end");
}

function urlOf(message: unknown): string {
  const { type, url } = (message ?? {}) as { type?: unknown; url?: unknown };
  if (type !== "listening" || typeof url !== "string") throw new Error("It sent another message first");
  return url;
}
