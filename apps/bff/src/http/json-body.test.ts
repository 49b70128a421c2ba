import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { mintToken, secondsFrom, tokenSecret } from "../../test/kit/mint-token.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";

const start = Date.parse("2026-11-22T08:00:00Z");
const clock = createFakeClock(start);

async function managerOf(sdkAppIds: readonly number[] | null) {
  const token = await mintToken({
    sub: "m",
    aud: "cruiseboard",
    exp: secondsFrom(clock, 300),
    cruiseboard: { role: "manager", sdkAppIds, agents: null },
  });
  const { url } = await startQuietBackend({ clock, environment: { EMBED_JWT_SECRET: tokenSecret } });
  return async (method: string, path: string, body: string, type = "application/json") => {
    const headers = { authorization: `Bearer ${token}`, "content-type": type };
    const response = await fetch(new URL(path, url), { method, headers, body });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(text),
      text,
      json: () => JSON.parse(text) as unknown,
    };
  };
}

describe("a body", () => {
  it.each([
    ["nested arrays", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["millions of members", `{${Array.from({ length: 200_000 }, (_, index) => `"k${index}":1`).join(",")}}`],
    ["millions of elements", `{"campaigns":[${"1,".repeat(3_000_000)}1]}`],
  ])("of %s is refused before it is parsed", async (_what, body) => {
    const send = await managerOf(null);
    const { code } = problemOf(await send("POST", "/api/v1/watch-list", body), 413);
    expect(code).toBe("payload_too_large");
  });

  it("of the longest watch list is taken", async () => {
    const send = await managerOf(null);
    const label = String.raw`\u4e2d`.repeat(200);
    const entry = (index: number) => `{"sdkAppId":1400000000,"campaignId":${index + 1},"label":"${label}"}`;
    const entries = Array.from({ length: 10_000 }, (_, index) => entry(index)).join(",");
    const reply = await send("POST", "/api/v1/watch-list", `{"campaigns":[${entries}]}`);
    expect([reply.status, reply.json()]).toMatchObject([200, { added: 10_000, existing: 0, refused: [] }]);
  });

  it("is as small as its route needs it", async () => {
    const send = await managerOf(null);
    await send("POST", "/api/v1/watch-list", '{"campaigns":[{"sdkAppId":1,"campaignId":1}]}');
    expect(
      problemOf(await send("PATCH", "/api/v1/watch-list/1/1", `{"label":"${"x".repeat(5000)}"}`), 413).status,
    ).toBe(413);
    expect(
      problemOf(await send("PUT", "/api/v1/focus", `{"page":"${"x".repeat(70_000)}"}`), 413).status,
    ).toBe(413);
  });

  it("is not read for viewers who may change nothing with it", async () => {
    const send = await managerOf([]);
    expect(problemOf(await send("POST", "/api/v1/watch-list", "[".repeat(1000)), 403).status).toBe(403);
    expect(problemOf(await send("PATCH", "/api/v1/watch-list/1/1", "[".repeat(1000)), 404).status).toBe(404);
  });

  it("has to be UTF-8", async () => {
    const send = await managerOf(null);
    const reply = await send("POST", "/api/v1/watch-list", "{}", "application/json; charset=utf-16le");
    expect(problemOf(reply, 415).code).toBe("unsupported_media_type");
  });
});
