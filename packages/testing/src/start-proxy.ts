import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface RunningProxy {
  /** Without a user. */
  readonly url: string;
  /** Targets of CONNECT, as `host:port`, refused ones included. */
  readonly asked: readonly string[];
  /** Answers CONNECT with this status from now on; null: connects. */
  refuse(status: number | null): void;
  stop(): Promise<void>;
}

interface ProxyOptions {
  /** `user:password`; others are refused with 407. */
  readonly credentials?: string;
  /** Where a target's connections go in truth, by `host:port`. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** An HTTP proxy for one test, on a free port of 127.0.0.1: CONNECT only. */
export async function startProxy({ credentials, hosts = {} }: ProxyOptions = {}): Promise<RunningProxy> {
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let refusedWith: number | null = null;
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
  };
  const server = createServer((_request, response) => void response.writeHead(405).end());
  server.on("connection", track);
  server.on("connect", (request, client: Socket) => {
    const target = request.url ?? "";
    asked.push(target);
    const isKnown = wanted === undefined || request.headers["proxy-authorization"] === wanted;
    const refusal = isKnown ? refusedWith : 407;
    if (refusal !== null) return void client.end(`HTTP/1.1 ${refusal} Refused\r\ncontent-length: 0\r\n\r\n`);
    const [host = "", port = ""] = (hosts[target] ?? target).split(/:(?=\d+$)/);
    const upstream = connect({ host, port: Number(port) }, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    track(upstream);
    upstream.once("close", () => client.destroy());
    client.once("close", () => upstream.destroy());
    upstream.once("error", () => client.end("HTTP/1.1 502 Bad gateway\r\ncontent-length: 0\r\n\r\n"));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuse(status) {
      refusedWith = status;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
