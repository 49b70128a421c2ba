import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";

export interface HttpStub {
  /** `http://127.0.0.1:port` or `https://…`. */
  readonly url: string;
  readonly openSockets: () => number;
  /** The most connections open at once. */
  readonly mostSockets: () => number;
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Resolves when no connection is open; at once if none is. */
  readonly allClosed: () => Promise<void>;
  /** Ends every connection and frees the port. */
  readonly stop: () => Promise<void>;
}

/** An HTTP server for one test, on a free port of 127.0.0.1; with a certificate, HTTPS. */
export async function startHttpStub(
  answer: RequestListener,
  tls?: { readonly key: string; readonly cert: string },
): Promise<HttpStub> {
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  const sockets = trackSockets(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${portOf(server)}`,
    ...sockets,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return address.port;
}

function trackSockets(server: Server) {
  const open = new Set<Socket>();
  let most = 0;
  let accepted = 0;
  let whenClosed: (() => void)[] = [];
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    accepted += 1;
    most = Math.max(most, open.size);
    socket.on("close", () => {
      open.delete(socket);
      if (open.size > 0) return;
      for (const resolve of whenClosed) resolve();
      whenClosed = [];
    });
  });
  return {
    openSockets: () => open.size,
    mostSockets: () => most,
    connections: () => accepted,
    allClosed: () =>
      new Promise<void>((resolve) => {
        if (open.size === 0) resolve();
        else whenClosed.push(resolve);
      }),
  };
}
