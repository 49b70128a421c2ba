import { createSimulator } from "./create-simulator.ts";
import { BadArguments, parseSimulatorArguments } from "./simulator-arguments.ts";

const usage = `Usage: simulator --port P --secret-id ID --secret-key KEY --campaigns N
  [--seed S] [--speed X] [--host H] [--session-token T] [--sdk-app-id A] [--requests-per-second R] [--epoch ISO]
  --secret-id and --secret-key may be given several times: each key has a request limit of its own.
  Secrets may also come from SIMULATOR_SECRET_ID, SIMULATOR_SECRET_KEY and SIMULATOR_SESSION_TOKEN.`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readArguments() {
  try {
    return parseSimulatorArguments(process.argv.slice(2), process.env);
  } catch (error) {
    if (error instanceof BadArguments) return fail(`Bad arguments:\n  ${error.message}\n${usage}`);
    throw error;
  }
}

const { port, host, ...options } = readArguments();
const simulator = createSimulator({
  ...options,
  sessionToken: options["session-token"],
  sdkAppId: options["sdk-app-id"],
  requestsPerSecond: options["requests-per-second"],
});

// The IPC channel closes when the parent dies.
for (const event of ["SIGTERM", "SIGINT", "disconnect"])
  process.once(event, () => void simulator.close().then(() => process.exit(0)));

try {
  const url = await simulator.listen(port, host);
  process.stdout.write(`Simulator listening on ${url}\n`);
  process.send?.({ type: "listening", url });
} catch (error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  fail(
    code === "EADDRINUSE"
      ? `Port ${port} on ${host} is in use.`
      : `Cannot listen on ${host} port ${port} (${code}).`,
  );
}
