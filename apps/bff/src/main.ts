import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createApp } from "./app.ts";
import { systemClock } from "./clock.ts";
import { ConfigError, loadConfig } from "./config/config.ts";
import { connectThroughProxies } from "./config/proxies.ts";
import { unencryptedAddresses } from "./config/unencrypted.ts";
import { createRequestsInFlight, type RequestsInFlight } from "./http/requests-in-flight.ts";
import { createServices, type Services } from "./services.ts";
import { StoreError } from "./store/store-error.ts";

/** At a stop, requests in flight are answered for at most this long. */
const answerWithinMs = 3000;
/** Then pending requests receive the shutdown error. */
const abortGraceMs = 1000;
/** A stop that hangs ends the process after this. */
const stopWithinMs = 8000;
/** Against slow requests; in ms. */
const slowRequests = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };
/** After a restart all viewers connect at once. The system may allow fewer. */
const backlog = 4096;
/** More than the 10,000 viewers of a large installation. */
const mostConnections = 20_000;
const requestsPerConnection = 10_000;
/** Load balancers keep idle connections for a minute, and should be the ones to close them. */
const keepAliveMs = { behindProxy: 65_000, direct: 30_000 } as const;

async function main(): Promise<void> {
  // The database holds accounts of agents: files are for this user alone.
  process.umask(0o077);
  const config = loadConfig(process.env);
  connectThroughProxies(config.proxies);
  const server = createServer(slowRequests);
  server.keepAliveTimeout = config.access.trustProxy === 0 ? keepAliveMs.direct : keepAliveMs.behindProxy;
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = requestsPerConnection;
  // The port first: a second backend on the same port should fail with that message.
  const listening = once(server.listen({ port: config.port, host: config.host, backlog }), "listening");
  const services = listening.then(() => createServices(config));
  const app = services.then((ready) => createApp(ready));
  const requests = createRequestsInFlight(systemClock);
  server.on("request", (request, response) => {
    requests.began(response);
    // Stopping: clients should open their next connection, to another server.
    if (!server.listening) response.setHeader("connection", "close");
    void app.then((serve) => serve(request, response));
  });
  await app;
  const stop = stopOnSignals(server, await services, requests);
  announce(server, await services, () => stop("parent gone"));
}

function announce(server: Server, { config, logger }: Services, onParentGone: () => void): void {
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  const [{ endpoint }, ...others] = config.accounts;
  const accounts = others.length > 0 && { accounts: config.accounts.map(({ name }) => name) };
  for (const { source, says } of unencryptedAddresses(config))
    logger.warn({ source, says }, "address without encryption");
  logger.info({ url, mode: config.mode, upstream: endpoint.origin, ...accounts }, "listening");
  process.send?.({ type: "listening", url }, undefined, undefined, (error) => {
    if (error) onParentGone();
  });
}

function stopOnSignals(server: Server, services: Services, requests: RequestsInFlight) {
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
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);
  process.on("disconnect", () => stop("parent gone"));
  return stop;
}

async function stopGracefully(server: Server, services: Services, requests: RequestsInFlight): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  // If that fails, the lease expires.
  services.handOver?.().catch(() => undefined);
  await atMost(answerWithinMs, requests.allEnded());
  await services.close();
  await atMost(abortGraceMs, requests.allEnded());
  // Also idle ones, which close() leaves open.
  server.closeAllConnections();
  await closed;
}

function atMost(ms: number, end: Promise<void>): Promise<void> {
  return Promise.race([end, delay(ms, undefined, { ref: false })]);
}

/** No stack for what the operator can fix. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message;
  const { code, message, port, syscall = "" } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} is in use by another program. Set another PORT, or stop that program.`;
  if (code === "EACCES") return `HOST and PORT cannot be used: ${message}`;
  if (["getaddrinfo", "listen"].includes(syscall))
    return new ConfigError([`HOST cannot be used: ${message}. Set an address or a name of this machine`])
      .message;
  return error instanceof Error ? (error.stack ?? message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
