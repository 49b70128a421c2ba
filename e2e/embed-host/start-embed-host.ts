import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A page on an origin of its own that frames another, as a portal does. */
export interface EmbedHost {
  /** One server, two origins: a browser tells 127.0.0.1 and localhost apart. */
  readonly origin: string;
  readonly otherOrigin: string;
  stop(): Promise<void>;
}

/** The page frames whatever its query says: `/?frame=http://…`. */
export async function startEmbedHost(): Promise<EmbedHost> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://host");
    const source = encodeURI(searchParams.get("frame") ?? "about:blank").replaceAll('"', "%22");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(
      `<!doctype html><title>Portal</title><iframe title="board" width="900" height="600" src="${source}">`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    otherOrigin: `http://localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
