import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { builtPage, builtScript } from "../../test/kit/built-page.ts";
import { tokenSecret } from "../../test/kit/mint-token.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";

const startBackend = (parents = "", pageFolder = builtPage()) =>
  startQuietBackend({
    clock: createFakeClock(0),
    pageFolder,
    environment: { EMBED_PARENT_ORIGINS: parents },
  });

/** The directives of a Content-Security-Policy by name. */
function policyOf(header: unknown): Map<string, string> {
  const directives = String(header).split(";");
  return new Map(
    directives.map((text) => {
      const [name = "", ...values] = text.trim().split(" ");
      return [name, values.join(" ")];
    }),
  );
}

describe("the page", () => {
  it.each(["/", "/campaigns/1400000000/2569", "/wall", "/wall?lang=zh-CN", "/no-such-view"])(
    "is the same document at %s",
    async (path) => {
      const { ask } = await startBackend();
      const reply = await ask(path);
      expect(reply.status).toBe(200);
      expect(reply.headers["content-type"]).toMatch(/^text\/html/);
      expect(reply.headers["cache-control"]).toBe("no-cache");
      expect(reply.text).toContain("<title>Cruiseboard</title>");
    },
  );

  it("is found under a path, passed on or taken off by the proxy, with addresses below it", async () => {
    const pageFolder = builtPage();
    writeFileSync(
      join(pageFolder, "index.html"),
      '<meta name="base" content="/" /><script src="./assets/app-1a2b3c.js"></script><link href="/favicon.svg" />',
    );
    const environment = { PUBLIC_URL: "/apps/board" };
    const { ask } = await startQuietBackend({ clock: createFakeClock(0), pageFolder, environment });
    for (const path of ["/apps/board", "/apps/board?lang=en", "/apps/board/campaigns/1/2", "/campaigns/1/2"])
      expect((await ask(path)).text).toBe(
        '<meta name="base" content="/apps/board/" /><script src="/apps/board/assets/app-1a2b3c.js"></script><link href="/apps/board/favicon.svg" />',
      );
    for (const path of ["/assets/app-1a2b3c.js", "/healthz", "/api/v1/campaigns", "/favicon.svg"])
      for (const base of ["", "/apps/board"])
        expect([base + path, (await ask(base + path)).status]).toEqual([base + path, 200]);
    expect((await ask("/apps/boarding/api/v1/campaigns")).headers["content-type"]).toMatch(/^text\/html/);
    const { servers } = (await ask("/api/openapi.json")).json() as { servers: unknown };
    expect(servers).toEqual([{ url: "/apps/board" }]);
  });

  it("answers a document that did not change with 304", async () => {
    const { ask } = await startBackend();
    const { etag = "" } = (await ask("/")).headers;
    expect((await ask("/", { headers: { "if-none-match": etag } })).status).toBe(304);
  });

  it("keeps what is named by its content for ever, and asks about the rest", async () => {
    const { ask } = await startBackend();
    const asset = await ask("/assets/app-1a2b3c.js");
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(asset.headers["content-type"]).toMatch(/javascript/);
    expect((await ask("/favicon.svg")).headers["cache-control"]).toBe("no-cache");
  });

  it.each(["manifest.webmanifest", "manifest.zh-CN.webmanifest"])("can be installed: %s", async (name) => {
    const { ask } = await startBackend("", fileURLToPath(new URL("../../../web/public/", import.meta.url)));
    const reply = await ask(`/${name}`);
    expect(reply.headers["content-type"]).toMatch(/^application\/manifest\+json/);
    expect(reply.headers["cache-control"]).toBe("no-cache");
    const manifest = JSON.parse(reply.text) as Record<"start_url" | "scope", string> & {
      icons: { src: string; type: string }[];
    };
    for (const { src, type } of manifest.icons) {
      const icon = await ask(`/${src}`);
      expect([icon.status, icon.headers["content-type"]?.split(";")[0]]).toEqual([200, type]);
    }
    // Relative: it has to work below a proxy's path, too.
    const addresses = [manifest.start_url, manifest.scope, ...manifest.icons.map(({ src }) => src)];
    expect(addresses.filter((address) => /^(\/|\w+:)/.test(address))).toEqual([]);
  });

  it("names the character set of all that is text", async () => {
    const { ask } = await startBackend();
    for (const path of ["/", "/favicon.svg", "/assets/app-1a2b3c.js", "/assets/none.js"])
      expect((await ask(path)).headers["content-type"]).toMatch(/; charset=utf-8$/);
  });

  it.each(["POST", "PUT", "DELETE", "TRACE"])(
    "answers %s with a problem, under the same policy as all else",
    async (method) => {
      const { ask } = await startBackend();
      const reply = await ask("/campaigns/1/2", { method });
      expect(problemOf(reply, 404).code).toBe("not_found");
      expect(policyOf(reply.headers["content-security-policy"]).get("frame-ancestors")).toBe("'none'");
    },
  );

  it.each([
    ["br", "gzip, deflate, br, zstd", brotliDecompressSync],
    // All that browsers take over plain HTTP.
    ["gzip", "gzip, deflate", gunzipSync],
    ["gzip", "br;q=0, gzip", gunzipSync],
    ["gzip", "*", gunzipSync],
    [undefined, "identity", (body: Buffer) => body],
    [undefined, "", (body: Buffer) => body],
  ])("is precompressed: %s for clients that accept %s", async (encoding, accepted, decompress) => {
    const { ask } = await startBackend();
    const { headers, body } = await ask("/assets/app-1a2b3c.js", {
      headers: { "accept-encoding": accepted },
    });
    expect(headers["content-encoding"]).toBe(encoding);
    expect(headers["content-type"]).toMatch(/^text\/javascript; charset=utf-8$/i);
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(headers["vary"]).toBe("Accept-Encoding");
    expect(decompress(body).toString()).toBe(builtScript);
  });

  it.each([
    ["an asset that is gone", "/assets/app-of-yesterday.js"],
    ["a script of a path that PUBLIC_URL lacks", "/apps/cruiseboard/embed/v1.js"],
  ])("has no document for %s", async (_what, path) => {
    const { ask } = await startBackend();
    const reply = await ask(path);
    expect(reply.status).toBe(404);
    expect(reply.text).not.toContain("<title>");
  });

  it.each([
    "/../package.json",
    "/..%2f..%2fpackage.json",
    "/assets/../../secret",
    "/%2e%2e/%2e%2e/etc/passwd",
  ])("gives away nothing beside it: %s", async (path) => {
    const { ask } = await startBackend();
    const reply = await ask(path);
    expect(reply.text).not.toMatch(/root:|"dependencies"/);
    expect(reply.text).not.toMatch(/\bat \S+ \(|node_modules/);
  });

  it("takes no writes", async () => {
    const { ask } = await startBackend();
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const reply = await ask("/", { method });
      expect(reply.status).toBe(404);
      expect(reply.text).not.toMatch(/node_modules|\.ts:/);
    }
  });

  it("that is not built says how to", async () => {
    const { ask } = await startBackend("", temporaryFolder());
    const reply = await ask("/");
    expect(reply.status).toBe(503);
    expect(reply.text).toContain("npm start");
  });
});

describe("security headers", () => {
  it.each([
    "/",
    "/assets/app-1a2b3c.js",
    "/api/v1/session",
    "/api/nothing",
    "/api/v1/campaigns",
    "/api/v1/campaigns/",
    "/auth/sign-in",
  ])("stand on %s", async (path) => {
    const { ask } = await startBackend();
    const { headers } = await ask(path);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["permissions-policy"]).toContain("camera=(), ");
    expect(headers).not.toHaveProperty("x-powered-by");
    expect(headers).not.toHaveProperty("strict-transport-security");
  });

  it("let the page load from nowhere else and run no script of its text", async () => {
    const { ask } = await startBackend();
    const policy = policyOf((await ask("/")).headers["content-security-policy"]);
    expect(Object.fromEntries(policy)).toMatchObject({
      "default-src": "'self'",
      "script-src": "'self'",
      "style-src": "'self'",
      "connect-src": "'self'",
      "manifest-src": "'self'",
      "object-src": "'none'",
      "base-uri": "'none'",
    });
    expect([...policy.values()].join(" ")).not.toMatch(/unsafe|\*/);
  });
});

const hsts = async (environment: Record<string, string>, headers: Record<string, string> = {}) => {
  const backend = await startQuietBackend({
    clock: createFakeClock(0),
    pageFolder: builtPage(),
    // With open access nothing that a proxy passes on is served.
    environment: { EMBED_JWT_SECRET: tokenSecret, ...environment },
  });
  const paths = ["/", "/api/v1/campaigns", "/api/v1/session"];
  const replies = await Promise.all(paths.map((path) => backend.ask(path, { headers })));
  return replies.map((reply) => reply.headers["strict-transport-security"] ?? null);
};
const year = "max-age=31536000";

describe("a year of TLS", () => {
  it.each([
    ["with a public https URL", { PUBLIC_URL: "https://board.example.com" }, {}, year],
    ["with a public http URL", { PUBLIC_URL: "http://board.example.com" }, {}, null],
    ["by word of a trusted proxy", { TRUST_PROXY: "1" }, { "x-forwarded-proto": "https" }, year],
    [
      "by word of a proxy on a trusted net",
      { TRUST_PROXY: "loopback" },
      { "x-forwarded-proto": "https" },
      year,
    ],
    ["by word of a proxy elsewhere", { TRUST_PROXY: "10.0.0.0/8" }, { "x-forwarded-proto": "https" }, null],
    ["by word of anybody", {}, { "x-forwarded-proto": "https" }, null],
  ])("%s", async (_what, environment, headers, expected) => {
    expect(await hsts(environment, headers)).toEqual([expected, expected, expected]);
  });
});

describe("who may frame the page", () => {
  it("is none by default", async () => {
    const { ask } = await startBackend();
    const { headers } = await ask("/");
    expect(policyOf(headers["content-security-policy"]).get("frame-ancestors")).toBe("'none'");
    expect(headers["x-frame-options"]).toBe("DENY");
  });

  it("is exactly the origins that are named, and the older header does not contradict", async () => {
    const { ask } = await startBackend("https://portal.example.com,http://localhost:3000");
    const { headers } = await ask("/");
    expect(policyOf(headers["content-security-policy"]).get("frame-ancestors")).toBe(
      "https://portal.example.com http://localhost:3000",
    );
    expect(headers).not.toHaveProperty("x-frame-options");
  });
});
