import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Clock, repeat } from "../clock.ts";

/** The requests that are being answered: a stop lets them end, and a reader that does not read is cut off. */
export interface RequestsInFlight {
  began(response: ServerResponse): void;
  /** Resolves when none is left; at once if none is. */
  allEnded(): Promise<void>;
}

/** A connection that takes nothing of what is written for so long is closed, ms. */
const stalledAfterMs = 30_000;
const checkEveryMs = 5000;
/** Requests on one connection that wait for their answers; browsers send one after the other. */
const mostPipelined = 16;

interface Connection {
  open: number;
  /** What the other side had taken at the last check, bytes, and since when (monotonic ms). */
  taken: number;
  since: number;
}

export function createRequestsInFlight(clock: Clock): RequestsInFlight {
  const open = new Set<ServerResponse>();
  const connections = new Map<Socket, Connection>();
  let whenEnded: (() => void)[] = [];
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
    if (open.size > 0) return;
    for (const resolve of whenEnded) resolve();
    whenEnded = [];
  }

  return {
    began(response) {
      const { socket } = response.req;
      open.add(response);
      response.once("close", () => ended(response, socket));
      const connection = connections.get(socket) ?? { open: 0, taken: 0, since: clock.monotonic() };
      connections.set(socket, connection);
      connection.open += 1;
      if (connection.open > mostPipelined) socket.destroy();
      checking.wake(checkEveryMs);
    },
    allEnded: () =>
      new Promise((resolve) => {
        if (open.size === 0) resolve();
        else whenEnded.push(resolve);
      }),
  };
}
