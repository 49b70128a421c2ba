import { createServer, type Server } from "node:http";
import { flushCompileCache } from "node:module";
import type { AddressInfo } from "node:net";
import { createApp } from "./app.ts";
import { systemClock } from "./clock.ts";
import { ConfigError, loadConfig } from "./config/config.ts";
import { unencryptedAddresses } from "./config/unencrypted.ts";
import { createRequestsInFlight, type RequestsInFlight } from "./http/requests-in-flight.ts";
import { createServices, type Services } from "./services.ts";
import { StoreError } from "./store/store-error.ts";

/** A stop first answers what is in flight, but for no longer than this, ms. */
const answerWithinMs = 3000;
/** Then whoever waits for the upstream is told that it is over, and has this long to hear of it, ms. */
const farewellMs = 1000;
/** When a start is over and its first viewers have their boards, ms. */
const settledAfterMs = 5000;
/** A stop that hangs is cut short after this, ms. */
const stopWithinMs = 8000;
/** Whoever sends a request byte by byte is not waited for: headers, the whole, and how often that is looked at, ms. */
const slowRequests = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };
/** Connections that wait to be taken: after a restart all viewers come at once. The system may allow fewer. */
const mostWaiting = 4096;
/** More than the 10,000 viewers of a large installation; a connection answers so many requests, then the next is opened. */
const mostConnections = 20_000;
const requestsPerConnection = 10_000;
/**
 * Idle connections, ms. A load balancer keeps them for a minute and shall be the one to close; a client that reads
 * nothing of its answer looks idle.
 */
const keepAliveMs = { behindProxy: 65_000, direct: 30_000 } as const;

async function main(): Promise<void> {
  // What is written is for this user alone: the database holds accounts of agents.
  process.umask(0o077);
  const config = loadConfig(process.env);
  const server = createServer(slowRequests);
  server.keepAliveTimeout = config.access.trustProxy === 0 ? keepAliveMs.direct : keepAliveMs.behindProxy;
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = requestsPerConnection;
  // The port first: whoever starts a second backend by mistake should hear of that before anything else.
  const services = listen(server, config.port, config.host).then(() => createServices(config));
  // A request that comes before the rest is ready just waits for it.
  const app = services.then((ready) => createApp(ready));
  const requests = createRequestsInFlight(systemClock);
  server.on("request", (request, response) => {
    requests.began(response);
    // Stopping: whoever kept this connection alive finds the next server on a new one.
    if (!server.listening) response.setHeader("connection", "close");
    void app.then((serve) => serve(request, response));
  });
  await app;
  const { watchList } = await services;
  if (config.demoCampaigns.length > 0) await watchList.add(config.demoCampaigns);
  const stop = stopOnSignals(server, await services, requests);
  announce(server, await services, () => stop("parent gone"));
  // Else what was compiled is kept at the end alone, of which a process that is killed has none.
  setTimeout(flushCompileCache, settledAfterMs).unref();
}

/** Says where it listens, in the log and to whoever started this process; `onNobody`: there is nobody left to hear. */
function announce(server: Server, { config, logger }: Services, onNobody: () => void): void {
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  const [{ endpoint }, ...others] = config.accounts;
  const accounts = others.length > 0 && { accounts: config.accounts.map(({ name }) => name) };
  for (const { source, says } of unencryptedAddresses(config))
    logger.warn({ source, says }, "address without encryption");
  logger.info({ url, mode: config.mode, upstream: endpoint.origin, ...accounts }, "listening");
  process.send?.({ type: "listening", url }, undefined, undefined, (error) => {
    if (error) onNobody();
  });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: mostWaiting }, resolve);
  });
}

function stopOnSignals(
  server: Server,
  services: Services,
  requests: RequestsInFlight,
): (reason: string) => void {
  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    services.logger.info({ reason }, "stopping");
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    void stopGracefully(server, services, requests).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  // Started by another process: when that is gone, so is the reason to run.
  process.on("disconnect", () => stop("parent gone"));
  return stop;
}

async function stopGracefully(server: Server, services: Services, requests: RequestsInFlight): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  // Whoever fails to hand over is closed all the same, and found out by the others.
  services.handOver?.().catch(() => undefined);
  await atMost(answerWithinMs, requests.allEnded());
  await services.close();
  await atMost(farewellMs, requests.allEnded());
  // Node keeps connections that are kept alive, or that have not yet asked for anything, long after close().
  server.closeAllConnections();
  await closed;
}

/** Waits for `end`, but no longer than `ms`. */
function atMost(ms: number, end: Promise<void>): Promise<void> {
  return Promise.race([end, new Promise<void>((resolve) => void setTimeout(resolve, ms).unref())]);
}

/** One message for whoever started it; no stack for what they can mend themselves. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message;
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} is in use by another program. Set another PORT, or stop that program.`;
  if (code === "EACCES" || code === "EADDRNOTAVAIL") return `HOST and PORT cannot be used: ${message}`;
  return error instanceof Error ? (error.stack ?? message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
