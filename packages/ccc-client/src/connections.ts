import { Socket } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";

/** The sockets to the upstream. */
export interface Connections {
  readonly dispatcher: Dispatcher;
  /** Ends every socket, those that are still connecting too. */
  close(): Promise<void>;
}

/**
 * HTTP/1.1 with keep-alive; no deadlines of its own but the one for connecting, which ends the sockets whose
 * calls have already given up.
 */
export function openConnections(maxConnections: number, connectTimeoutMs: number): Connections {
  const sockets = new Set<Socket>();
  const dispatcher = new Agent({
    connections: maxConnections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: trackingConnector(connectTimeoutMs, sockets),
  });
  return {
    dispatcher,
    close: async () => {
      const destroyed = dispatcher.destroy();
      // undici forgets a socket that has not connected yet; a peer that never answers would hold it open.
      for (const socket of sockets) socket.destroy();
      await destroyed;
    },
  };
}

function trackingConnector(timeout: number, sockets: Set<Socket>): buildConnector.connector {
  const connect = buildConnector({ timeout, allowH2: false });
  return (options, callback) => {
    // Typed as void, yet undici's own connectors give the socket back.
    const socket: unknown = connect(options, callback);
    if (!(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
}
