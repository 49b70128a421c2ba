import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSimulatorControl, type SimulatorControl } from "./simulator-control.ts";

export interface SimulatorOptions {
  /** How many campaigns; their ids are 2569 and following. */
  readonly campaigns: number;
  /** The application that they all belong to; 1400000000 unless told. */
  readonly sdkAppId?: number;
  /** Same seed, same world. */
  readonly seed?: number;
  /** Simulated seconds per second. */
  readonly speed?: number;
  /** Made at random unless told. */
  readonly secretId?: string;
  readonly secretKey?: string;
  /** Temporary credentials: calls without this token are refused. */
  readonly sessionToken?: string;
  /** 20 unless told, as upstream. */
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
 * Starts the simulator as a process of its own on a free port. It ends with `stop()`, and with the process that
 * started it.
 * @throws Error with what the simulator printed, when it does not come up.
 */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const secretId = options.secretId ?? `AKID${randomBytes(16).toString("hex")}`;
  const secretKey = options.secretKey ?? randomBytes(16).toString("hex");
  const child = spawn(process.execPath, [program, ...commandLine(options)], {
    // The keys go by the environment: a command line can be read by everybody on the machine.
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

/** Reads both outputs, so that a full pipe never stops the process, and keeps their last 4,000 characters. */
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
