import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { isIPv6 } from "node:net";
import { createFaultBook } from "./control/fault-book.ts";
import { createStatistics } from "./control/statistics.ts";
import type { Delay } from "./create-request-listener.ts";
import { createRequestListener } from "./create-request-listener.ts";
import { createRequestLimit } from "./gateway/request-limit.ts";
import { createWorld } from "./world/create-world.ts";
import { createSimulationClock } from "./world/simulation-clock.ts";

export interface SimulatorOptions {
  secretId: string;
  secretKey: string;
  /** Set for temporary credentials: every request has to carry it then. */
  sessionToken?: string;
  /** How many campaigns there are, from 2569 on. */
  campaigns: number;
  sdkAppId?: number;
  seed?: number;
  /** Simulated milliseconds that pass in one real millisecond. */
  speed?: number;
  requestsPerSecond?: number;
  /** The time around which the campaigns' windows lie, milliseconds since 1970; the start unless told. */
  epoch?: number;
  /** Real time, milliseconds since 1970: drives the simulated clock and judges signatures. */
  wall?: () => number;
  /** A steady clock in milliseconds: judges the request limit. */
  elapsed?: () => number;
  /** Delays answers for latency faults. */
  delay?: Delay;
}

const realDelay: Delay = (act, milliseconds) => {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
};

async function open(server: Server, port: number, host: string): Promise<string> {
  server.listen(port, host);
  // Rejects with the server's error, such as EADDRINUSE.
  await once(server, "listening");
  const address = server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${actualPort}`;
}

function watchConnections(server: Server, statistics: ReturnType<typeof createStatistics>): void {
  server.on("connection", (socket: Socket) => {
    statistics.connected();
    socket.once("close", statistics.disconnected);
  });
}

/** A stand-in for the upstream with a world of its own. It listens on nothing until told to. */
export function createSimulator(options: SimulatorOptions) {
  const { seed = 1, speed = 1, sdkAppId = 1_400_000_000, requestsPerSecond = 20 } = options;
  const { wall = Date.now, elapsed = () => performance.now(), delay = realDelay } = options;
  const clock = createSimulationClock({ wall, speed });
  const epoch = options.epoch ?? clock.now();
  const world = createWorld({ sdkAppId, seed, campaigns: options.campaigns, epoch });
  const faults = createFaultBook(seed);
  const statistics = createStatistics();
  const { secretId, secretKey, sessionToken = null } = options;
  const { listener, stop } = createRequestListener({
    world,
    clock,
    faults,
    statistics,
    elapsed,
    delay,
    credentials: { secretId, secretKey, sessionToken },
    limit: createRequestLimit(requestsPerSecond),
    gatewayTime: () => wall() + faults.clockOffsetMs(),
    simulatedTime: () => clock.now(),
  });
  const server = createServer({ keepAliveTimeout: 75_000 }, listener);
  watchConnections(server, statistics);
  return {
    world,
    clock,
    faults,
    statistics,
    /** Answers the URL. Port 0: any free one. Rejects if the port is taken. */
    listen: (port = 0, host = "127.0.0.1") => open(server, port, host),
    /** Ends every connection at once, hanging ones too. */
    close: async () => {
      stop();
      statistics.close();
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
