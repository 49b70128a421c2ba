import { once } from "node:events";
import { connect } from "node:net";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { builtPage } from "../../test/kit/built-page.ts";
import { tokenSecret } from "../../test/kit/mint-token.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";

const startBackend = (environment: Record<string, string> = {}) =>
  startQuietBackend({ clock: createFakeClock(0), pageFolder: builtPage(), environment });
const paths = [
  "/",
  "/api/v1/campaigns",
  "/api/v1/session",
  "/healthz",
  "/assets/app-1a2b3c.js",
  "/api/nothing",
];
const body = { campaigns: [{ sdkAppId: 1, campaignId: 1 }] };

describe("the name under which it is asked", () => {
  it.each([
    "attacker.example",
    "attacker.example:8080",
    "127.0.0.1.attacker.example",
    "127.0.0.1@attacker.example",
    "localhost.attacker.example",
    "192.168.1.5:8080",
    "0.0.0.0",
  ])("%s is refused on every path", async (host) => {
    const { ask } = await startBackend();
    for (const path of paths)
      expect(problemOf(await ask(path, { headers: { host } }), 421).code).toBe("forbidden");
    const written = await ask("/api/v1/watch-list", { method: "POST", headers: { host }, body });
    problemOf(written, 421);
  });

  it.each(["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:3000", "[::1]:8080", "127.0.0.2:8080"])(
    "%s is this machine",
    async (host) => {
      const { ask } = await startBackend();
      for (const path of paths) expect((await ask(path, { headers: { host } })).status).not.toBe(421);
    },
  );
});

describe("what a proxy passes on under this machine's name", () => {
  const forwarded = [
    ["forwarded", "for=192.0.2.1"],
    ["via", "1.1 proxy"],
    ["x-forwarded-for", "127.0.0.1"],
    ["x-forwarded-host", "board.example.com"],
    ["x-forwarded-proto", "https"],
    ["X-Real-IP", "192.0.2.1"],
    ["x-forwarded-port", "443"],
    ["x-forwarded-anything", "1"],
    ["true-client-ip", "192.0.2.1"],
    ["cf-connecting-ip", "192.0.2.1"],
  ] as const;

  it.each(forwarded)("is refused on every path while access is open (%s)", async (name, value) => {
    const { ask } = await startBackend();
    for (const path of paths) {
      const { detail } = problemOf(await ask(path, { headers: { [name]: value } }), 421);
      expect(detail).toContain("tokens or sign-in");
    }
    const written = await ask("/api/v1/watch-list", { method: "POST", headers: { [name]: value }, body });
    problemOf(written, 421);
    expect((await ask("/api/v1/watch-list")).json()).toEqual({ campaigns: [] });
  });

  it("is refused from a trusted proxy, too, since there is no authentication", async () => {
    const { ask } = await startBackend({ TRUST_PROXY: "loopback" });
    const { status } = await ask("/api/v1/session", { headers: { "x-forwarded-for": "192.0.2.1" } });
    expect(status).toBe(421);
  });

  it.each(forwarded)("is served once people or portals show who they are (%s)", async (name, value) => {
    const { ask } = await startBackend({ EMBED_JWT_SECRET: tokenSecret });
    const statuses = [];
    for (const path of ["/", "/healthz", "/api/v1/session"])
      statuses.push((await ask(path, { headers: { [name]: value } })).status);
    expect(statuses).toEqual([200, 200, 401]);
  });
});

describe("a request of another origin, while access is open", () => {
  it("is refused, reading too, and our own page's is not", async () => {
    const { ask } = await startBackend();
    const host = "127.0.0.1:8080";
    for (const path of paths) {
      const foreign = { host, origin: "https://attacker.example" };
      expect(problemOf(await ask(path, { headers: foreign }), 403).code).toBe("forbidden");
      const own = await ask(path, { headers: { host, origin: `http://${host}` } });
      expect(own.status).not.toBe(403);
    }
  });

  it("is refused by an absolute URL of another host, and over HTTP/1.0, as a plain proxy passes things on", async () => {
    const { url } = await startBackend();
    const { hostname, port, host } = new URL(url);
    const first = async (head: string) => {
      const socket = connect(Number(port), hostname);
      socket.end(`${head}\r\n\r\n`);
      const [chunk] = (await once(socket, "data")) as [Buffer];
      socket.destroy();
      return chunk.toString().split("\r\n", 1)[0];
    };
    expect(await first(`GET http://attacker.example/healthz HTTP/1.1\r\nHost: ${host}`)).toContain("403");
    expect(await first(`GET /healthz HTTP/1.0\r\nHost: ${host}`)).toContain("421");
    expect(await first(`GET /healthz HTTP/1.1\r\nHost: ${host}`)).toContain("200");
  });
});

/** What comes of three writes and a read, as a browser of `Sec-Fetch-Site` would send them. */
async function write(site: string | undefined) {
  const { ask } = await startBackend();
  const headers = site === undefined ? {} : { "sec-fetch-site": site };
  const answers = [
    await ask("/api/v1/watch-list", { method: "POST", headers, body }),
    await ask("/api/v1/focus", { method: "PUT", headers, body }),
    await ask("/api/v1/watch-list/1/1", { method: "DELETE", headers }),
  ];
  return {
    answers,
    list: (await ask("/api/v1/watch-list")).json(),
    read: await ask("/api/v1/session", { headers }),
  };
}

describe("a write that a browser sends", () => {
  it.each(["cross-site", "same-site"])(
    "for a page of a %s origin is refused; reading is not",
    async (site) => {
      const { answers, list, read } = await write(site);
      for (const answer of answers) expect(problemOf(answer, 403).code).toBe("forbidden");
      expect(list).toEqual({ campaigns: [] });
      expect(read.status).toBe(200);
      expect(read.headers).not.toHaveProperty("access-control-allow-origin");
    },
  );

  it.each(["same-origin", "none", undefined])(
    "for our own page or by another program (%s) is heeded",
    async (site) => {
      const { answers } = await write(site);
      expect(answers.map(({ status }) => status)).toEqual([200, 204, 204]);
    },
  );
});
