import { Pool } from "undici";
import type { PlainAnswer } from "./poll-server.ts";

/** What browsers say that they take. */
const acceptEncoding = "gzip, deflate, br, zstd";

/** Headers that node:http adds by itself. */
const setByNode = new Set(["connection", "date", "keep-alive"]);

/** Open pages, as seen by a server: keep-alive connections that ask for the board. */
export interface PollClient {
  /** Resolves with the status and the cursor that the answer's ETag names. Throws on a broken connection. */
  poll(path: string): Promise<{ status: number; cursor: string | null; bytes: number }>;
  /** The same, with everything that was answered. */
  fetch(path: string): Promise<PlainAnswer>;
  close(): Promise<void>;
}

/** @param token a bearer token; null: none is sent. */
export function createPollClient(url: string, connections: number, token: string | null = null): PollClient {
  const pool = new Pool(url, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
  const request = (path: string) =>
    pool.request({
      path,
      method: "GET",
      headers: {
        "accept-encoding": acceptEncoding,
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
    });
  return {
    async fetch(path) {
      const { statusCode, headers, body } = await request(path);
      const sent = Object.entries(headers).filter(([name]) => !setByNode.has(name));
      return {
        status: statusCode,
        headers: sent.flatMap(([name, value]) => [name, String(value)]),
        body: Buffer.from(await body.arrayBuffer()).toString("base64"),
      };
    },
    async poll(path) {
      const { statusCode, headers, body } = await request(path);
      let bytes = 0;
      for await (const chunk of body) bytes += (chunk as Buffer).length;
      const cursor = /^W\/"(.+)"$/.exec(String(headers["etag"] ?? ""))?.[1] ?? null;
      return { status: statusCode, cursor, bytes };
    },
    close: () => pool.destroy(),
  };
}
