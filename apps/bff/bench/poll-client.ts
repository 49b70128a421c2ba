import { Pool } from "undici";

/** What browsers say that they take. */
const acceptEncoding = "gzip, deflate, br, zstd";

/** Open pages, as seen by a server: keep-alive connections that ask for the board. */
export interface PollClient {
  /** Resolves with the status and the cursor that the answer's ETag names. Throws on a broken connection. */
  poll(path: string): Promise<{ status: number; cursor: string | null; bytes: number }>;
  close(): Promise<void>;
}

/** @param token a bearer token; null: none is sent. */
export function createPollClient(url: string, connections: number, token: string | null = null): PollClient {
  const pool = new Pool(url, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
  return {
    async poll(path) {
      const { statusCode, headers, body } = await pool.request({
        path,
        method: "GET",
        headers: {
          "accept-encoding": acceptEncoding,
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
      });
      let bytes = 0;
      for await (const chunk of body) bytes += (chunk as Buffer).length;
      const cursor = /^W\/"(.+)"$/.exec(String(headers["etag"] ?? ""))?.[1] ?? null;
      return { status: statusCode, cursor, bytes };
    },
    close: () => pool.destroy(),
  };
}
