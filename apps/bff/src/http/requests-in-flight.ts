import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Clock, repeat } from "../clock.ts";

export type RequestsInFlight = ReturnType<typeof createRequestsInFlight>;

/** A connection whose client accepts no data for this long is closed. */
const stalledAfterMs = 30_000;
const checkEveryMs = 5000;
/** Unanswered requests on one connection; browsers do not pipeline. */
const mostPipelined = 16;

interface Connection {
  open: number;
  /** Bytes that the client had accepted at the last check, and since when (monotonic ms). */
  taken: number;
  since: number;
}

/** A stop waits for open requests; clients that do not read are cut off. */
export function createRequestsInFlight(clock: Clock) {
  const open = new Set<ServerResponse>();
  const connections = new Map<Socket, Connection>();
  const idle = new EventEmitter();
  const checking = repeat({
    clock,
    run: () => {
      for (const [socket, connection] of connections) check(socket, connection);
      return Promise.resolve(connections.size > 0 ? checkEveryMs : null);
    },
    retryAfterMs: [checkEveryMs],
    onError: () => undefined,
  });
  checking.start(null);

  function check(socket: Socket, connection: Connection): void {
    const now = clock.monotonic();
    const taken = socket.bytesWritten - socket.writableLength;
    const waits = socket.writableLength > 0;
    if (!waits || taken !== connection.taken) Object.assign(connection, { taken, since: now });
    else if (now - connection.since >= stalledAfterMs) socket.destroy();
  }

  function ended(response: ServerResponse, socket: Socket): void {
    open.delete(response);
    const connection = connections.get(socket);
    if (connection) connection.open -= 1;
    if (connection?.open === 0) connections.delete(socket);
    if (open.size === 0) idle.emit("idle");
  }

  return {
    began(response: ServerResponse): void {
      const { socket } = response.req;
      open.add(response);
      response.once("close", () => ended(response, socket));
      const connection = connections.get(socket) ?? { open: 0, taken: 0, since: clock.monotonic() };
      connections.set(socket, connection);
      connection.open += 1;
      if (connection.open > mostPipelined) socket.destroy();
      checking.wake(checkEveryMs);
    },
    async allEnded(): Promise<void> {
      if (open.size > 0) await once(idle, "idle");
    },
  };
}
