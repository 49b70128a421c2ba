import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A port of its own that passes everything on, until somebody cuts it. */
export interface CuttableConnection {
  readonly port: number;
  /** Where connections lead from now on; null: nowhere, they are refused as they come. */
  leadTo(port: number | null): void;
  /** Nothing passes any more, in either direction, and nobody is told; `heal` breaks off what was cut. */
  cut(): void;
  heal(): void;
  close(): Promise<void>;
}

export async function createCuttableConnection(): Promise<CuttableConnection> {
  const open = new Set<Socket>();
  let target: number | null = null;
  let isCut = false;

  const server = createServer((near) => {
    if (target === null) return void near.destroy();
    const far = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on("data", (bytes) => {
        if (!isCut) to.write(bytes);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");

  const breakOff = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      target = port;
      breakOff();
    },
    cut() {
      isCut = true;
    },
    heal() {
      isCut = false;
      breakOff();
    },
    async close() {
      breakOff();
      server.close();
      await once(server, "close");
    },
  };
}
