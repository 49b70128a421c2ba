import { Socket } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";

export interface Connections {
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

/** HTTP/1.1 with keep-alive. The only timeout is for connecting; calls have their own. */
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
      // undici does not close sockets that are still connecting.
      for (const socket of sockets) socket.destroy();
      await destroyed;
    },
  };
}

function trackingConnector(timeout: number, sockets: Set<Socket>): buildConnector.connector {
  const connect = buildConnector({ timeout, allowH2: false });
  return (options, callback) => {
    // Typed as void, but undici's connectors return the socket.
    const socket: unknown = connect(options, callback);
    if (!(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
}
