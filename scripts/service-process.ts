import { type ChildProcess, fork } from "node:child_process";

/** One of the product's servers as a child process that cannot outlive this one. */
export interface ServiceProcess {
  /** Where it listens. Rejects if it ends before it does. */
  readonly listening: Promise<string>;
  /** Its exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Asks it to stop, insists after a while, resolves once it is gone. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** What people call it. */
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether its standard output is shown; what it says on standard error always is. */
  readonly showsOutput: boolean;
  /** What to do if it cannot start: a sentence. */
  readonly advice?: string;
}

/** The servers stop within 8 s by themselves. */
const killAfterMs = 9000;

export function startService(options: ServiceOptions): ServiceProcess {
  const child = fork(options.script, [...(options.args ?? [])], {
    env: { ...options.env },
    execArgv: [...(options.execArgv ?? [])],
    stdio: ["ignore", options.showsOutput ? "inherit" : "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
    child.once("error", () => resolve(1));
  });
  return { listening: addressOf(child, options), ended, stop: () => stopChild(child, ended) };
}

function addressOf(child: ChildProcess, { name, advice = "" }: ServiceOptions): Promise<string> {
  const address = new Promise<string>((resolve, reject) => {
    child.on("message", (message: { type?: unknown; url?: unknown }) => {
      if (message.type === "listening") resolve(String(message.url));
    });
    child.once("exit", () =>
      reject(new Error(`The ${name} could not start; the reason stands above. ${advice}`.trim())),
    );
    child.once("error", reject);
  });
  // Whoever does not wait for the address hears of the end through `ended`.
  address.catch(() => undefined);
  return address;
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  await ended;
  clearTimeout(insist);
}
