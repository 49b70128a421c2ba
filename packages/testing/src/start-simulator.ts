import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSimulatorControl, type SimulatorControl } from "./simulator-control.ts";

export interface SimulatorOptions {
  /** Number of campaigns, with ids from 2569. */
  readonly campaigns: number;
  /** Default 1400000000. */
  readonly sdkAppId?: number;
  /** Same seed, same world. */
  readonly seed?: number;
  /** Simulated seconds per second. */
  readonly speed?: number;
  /** Default: random. */
  readonly secretId?: string;
  readonly secretKey?: string;
  /** Temporary credentials: calls without this token are refused. */
  readonly sessionToken?: string;
  /** Default 20, as upstream. */
  readonly requestsPerSecond?: number;
  /** The instant at which the world begins, ISO 8601. */
  readonly epoch?: string;
}

export interface RunningSimulator {
  readonly url: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly control: SimulatorControl;
  /** Ends the process and waits until it is gone. May be called again. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL("../../../apps/simulator/src/main.ts", import.meta.url));
const startWithinMs = 30_000;
const stopWithinMs = 5000;

/**
 * Starts the simulator as a separate process on a free port. It ends with `stop()`, and with its parent process.
 * @example const { url, secretId, secretKey, control } = await startSimulator({ campaigns: 8 });
 * @throws Error with the simulator's output if it does not start.
 */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const secretId = options.secretId ?? `AKID${randomBytes(16).toString("hex")}`;
  const secretKey = options.secretKey ?? randomBytes(16).toString("hex");
  const child = spawn(process.execPath, [program, ...commandLine(options)], {
    // Other users of the machine can read a command line.
    env: {
      ...process.env,
      SIMULATOR_SECRET_ID: secretId,
      SIMULATOR_SECRET_KEY: secretKey,
      ...(options.sessionToken === undefined ? {} : { SIMULATOR_SESSION_TOKEN: options.sessionToken }),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const gone = once(child, "exit");
  const printed = keepTail(child);
  try {
    const url = await listening(child);
    return { url, secretId, secretKey, control: createSimulatorControl(url), stop: () => stop(child, gone) };
  } catch (error) {
    await stop(child, gone);
    throw new Error(`The simulator did not start. It printed:\n${printed()}`, { cause: error });
  }
}

function commandLine(options: SimulatorOptions): string[] {
  const given = {
    "--port": 0,
    "--campaigns": options.campaigns,
    "--sdk-app-id": options.sdkAppId,
    "--seed": options.seed,
    "--speed": options.speed,
    "--requests-per-second": options.requestsPerSecond,
    "--epoch": options.epoch,
  };
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}

/** Reads both outputs, because a full pipe would block the process, and keeps the last 4,000 characters. */
function keepTail(child: ChildProcess): () => string {
  let tail = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      tail = (tail + text).slice(-4000);
    });
  }
  return () => tail;
}

/** Resolves with the URL of the `listening` message. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no message in time")), startWithinMs);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      end();
    };
    child.on("message", (message) => {
      if (isListening(message)) settle(() => resolve(message.url));
    });
    child.once("exit", (code) => settle(() => reject(new Error(`it exited with code ${code}`))));
    child.once("error", (error) => settle(() => reject(error)));
  });
}

function isListening(message: unknown): message is { url: string } {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "listening" &&
    "url" in message &&
    typeof message.url === "string"
  );
}

/** The simulator ends when its channel closes; one that hangs is killed. */
async function stop(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return;
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
  await gone;
  clearTimeout(timer);
}
