import { type ChildProcess, fork } from "node:child_process";

/** A server as a child process that ends with its parent. */
export interface ServiceProcess {
  /** The server's URL. Rejects if the process ends first. */
  readonly listening: Promise<string>;
  readonly ended: Promise<ProcessEnd>;
  /** SIGTERM, then SIGKILL after a while. Resolves when the process has ended. */
  stop(): Promise<void>;
}

export interface ProcessEnd {
  readonly name: string;
  /** null: ended by the signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServiceOptions {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is shown; standard error always is. */
  readonly showsOutput: boolean;
  /** Shown if it cannot start. */
  readonly advice?: string;
}

/** The servers need up to 8 s to stop. */
const killAfterMs = 9000;

export function startService(options: ServiceOptions): ServiceProcess {
  const child = fork(options.script, [...(options.args ?? [])], {
    env: { ...options.env },
    execArgv: [...(options.execArgv ?? [])],
    stdio: ["ignore", options.showsOutput ? "inherit" : "ignore", "inherit", "ipc"],
  });
  const ended = endOf(options.name, child);
  return { listening: addressOf(child, options), ended, stop: () => stopChild(child, ended) };
}

export function endOf(name: string, child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ name, code, signal }));
    child.once("error", () => resolve({ name, code: 1, signal: null }));
  });
}

function addressOf(child: ChildProcess, { name, advice = "" }: ServiceOptions): Promise<string> {
  const address = new Promise<string>((resolve, reject) => {
    child.on("message", (message: { type?: unknown; url?: unknown }) => {
      if (message.type === "listening") resolve(String(message.url));
    });
    child.once("exit", () =>
      reject(new Error(`The ${name} could not start; see the error above. ${advice}`.trim())),
    );
    child.once("error", reject);
  });
  // Avoids an unhandled rejection: `ended` reports the end, too.
  address.catch(() => undefined);
  return address;
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  await ended;
  clearTimeout(insist);
}
