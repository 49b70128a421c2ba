import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createFakeClock } from "@cruiseboard/testing";
import express from "express";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask } from "../../test/kit/ask.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { serveEmbedScript } from "./page.ts";

function builtScript(): string {
  const folder = join(temporaryFolder(), "dist");
  mkdirSync(folder);
  for (const file of ["v1.js", "v1.mjs", "v1-0a1b.js", "v1.d.ts"])
    writeFileSync(join(folder, file), "// made");
  writeFileSync(join(folder, "v1.json"), "{}");
  return folder;
}

async function start() {
  const app = express().use(serveEmbedScript(builtScript()));
  const server = app.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { ask: (path: string) => ask(url, path) };
}

describe("the embed script", () => {
  it.each([
    ["/embed/v1.js", /javascript/],
    ["/embed/v1.mjs", /javascript/],
    ["/embed/v1.json", /json/],
    ["/embed/v1-0a1b.js", /javascript/],
  ])("is for pages of every origin: %s", async (path, type) => {
    const { ask } = await start();
    const { status, headers } = await ask(path);
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(type);
    expect(headers).toMatchObject({
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    });
  });

  it("is revalidated each time, unless it is named by content", async () => {
    const { ask } = await start();
    const present = await ask("/embed/v1.js");
    expect(present.headers["cache-control"]).toBe("public, no-cache");
    expect(present.headers["etag"]).toBeTruthy();
    const pinned = await ask("/embed/v1-0a1b.js");
    expect(pinned.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  });

  it.each(["/embed/v2.js", "/embed/", "/embed/..%2f..%2fpackage.json"])(
    "is all there is: %s",
    async (path) => {
      const { ask } = await start();
      const reply = await ask(path);
      expect([403, 404]).toContain(reply.status);
      expect(reply.text).not.toMatch(/<title>|dependencies/);
    },
  );
});

describe("the page's allowed parents", () => {
  it("are the origins that may frame it, for every client", async () => {
    const { ask } = await startQuietBackend({
      clock: createFakeClock(0),
      environment: {
        EMBED_PARENT_ORIGINS: "https://portal.example.com,https://other.example.com",
        EMBED_JWT_SECRET: "0123456789abcdef0123456789abcdef",
      },
    });
    const reply = await ask("/api/v1/embed");
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toEqual({
      parentOrigins: ["https://portal.example.com", "https://other.example.com"],
    });
  });
});
