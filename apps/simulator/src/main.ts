import { createSimulator } from "./create-simulator.ts";
import type { SimulatorArguments } from "./simulator-arguments.ts";
import { BadArguments, parseSimulatorArguments } from "./simulator-arguments.ts";

const usage = `Usage: simulator --port P --secret-id ID --secret-key KEY --campaigns N
  [--seed S] [--speed X] [--host H] [--session-token T] [--sdk-app-id A] [--requests-per-second R] [--epoch ISO]
  Secrets may also come from SIMULATOR_SECRET_ID, SIMULATOR_SECRET_KEY and SIMULATOR_SESSION_TOKEN.`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readArguments(): SimulatorArguments {
  try {
    return parseSimulatorArguments(process.argv.slice(2), process.env);
  } catch (error) {
    if (error instanceof BadArguments) return fail(`Bad arguments:\n  ${error.message}\n${usage}`);
    throw error;
  }
}

function explain(error: unknown, { host, port }: SimulatorArguments): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") return `Port ${port} on ${host} is in use.`;
  return `Cannot listen on ${host} port ${port}${code && ` (${code})`}.`;
}

const options = readArguments();
const simulator = createSimulator({
  secretId: options["secret-id"],
  secretKey: options["secret-key"],
  ...(options["session-token"] === undefined ? {} : { sessionToken: options["session-token"] }),
  campaigns: options.campaigns,
  sdkAppId: options["sdk-app-id"],
  seed: options.seed,
  speed: options.speed,
  requestsPerSecond: options["requests-per-second"],
  ...(options.epoch === undefined ? {} : { epoch: options.epoch }),
});

async function end(): Promise<void> {
  await simulator.close();
  process.exit(0);
}

process.once("SIGTERM", () => void end());
process.once("SIGINT", () => void end());
// A parent that died cannot send a signal any more.
process.once("disconnect", () => void end());

try {
  const url = await simulator.listen(options.port, options.host);
  process.stdout.write(`Simulator listening on ${url}\n`);
  process.send?.({ type: "listening", url });
} catch (error) {
  fail(explain(error, options));
}
