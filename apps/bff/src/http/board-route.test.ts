import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type BoardAnswer, boardAnswerSchema } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../test/kit/ask.ts";
import { type QuietBackend, startQuietBackend } from "../../test/kit/start-quiet-backend.ts";

const path = "/api/v1/campaigns";
const start = Date.parse("2026-11-22T08:00:00.000Z");
const keys = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ sdkAppId: 1_400_000_000, campaignId: 2569 + index }));

/** A board of so many campaigns, as added over HTTP. */
async function startBoard(count = 3): Promise<QuietBackend> {
  const backend = await startQuietBackend({ clock: createFakeClock(start) });
  await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: keys(count) } });
  return backend;
}

/** The answer, once it is sure that it is what the contract says and nothing more. */
function boardOf(reply: Reply): BoardAnswer {
  expect(reply.status).toBe(200);
  const answer = boardAnswerSchema.parse(reply.json());
  expect(reply.json()).toEqual(answer);
  return answer;
}

const since = (cursor: string) => `${path}?since=${encodeURIComponent(cursor)}`;
const idsOf = (campaigns: readonly { campaignId: number }[]) => campaigns.map(({ campaignId }) => campaignId);

describe("the whole board", () => {
  it("is the answer without a cursor", async () => {
    const { ask } = await startBoard();
    const reply = await ask(path);
    const board = boardOf(reply);
    expect(board).toMatchObject({ full: true, removed: [], serverTime: "2026-11-22T08:00:00.000Z" });
    expect(idsOf(board.campaigns)).toEqual([2569, 2570, 2571]);
    expect(board.campaigns[0]).toMatchObject({
      freshness: "pending",
      calledCallees: null,
      totalCallees: null,
    });
    expect(reply.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      vary: "accept-encoding",
      etag: `W/"${board.cursor}"`,
    });
  });

  it("may be empty", async () => {
    const { ask } = await startQuietBackend({ clock: createFakeClock(start) });
    expect(boardOf(await ask(path))).toMatchObject({ full: true, campaigns: [] });
  });

  it("is answered for the cursor of another process", async () => {
    const [one, other] = [await startBoard(), await startBoard()];
    const { cursor } = boardOf(await other.ask(path));
    expect(boardOf(await one.ask(since(cursor)))).toMatchObject({ full: true });
  });

  it("is answered for a cursor that is too old", async () => {
    const { ask, services } = await startBoard();
    const { cursor } = boardOf(await ask(path));
    const [key] = keys(1);
    if (!key) throw new Error("No key");
    for (let version = 0; version < 500; version += 1)
      services.board.watch([{ key, label: `label ${version}` }]);
    const board = boardOf(await ask(since(cursor)));
    expect(board.full).toBe(true);
    expect(board.campaigns).toHaveLength(3);
  });

  it.each([
    ["nothing", ""],
    ["a word", "yesterday"],
    ["a process alone", "BOOT"],
    ["no number", "BOOT."],
    ["a negative number", "BOOT.-1"],
    ["a power", "BOOT.1e0"],
    ["the future", "BOOT.999999"],
    ["beyond all numbers", `BOOT.${"9".repeat(100)}`],
    ["too long", "x".repeat(10_000)],
    ["control characters", "\0\r\n"],
    ["half a surrogate", "%ED%A0%80"],
    ["markup", "<script>"],
  ])("is answered for a cursor that says %s", async (_what, cursor) => {
    const { ask, services } = await startBoard();
    const [boot] = services.board.cursor.split(".");
    const board = boardOf(await ask(since(cursor.replace("BOOT", boot ?? ""))));
    expect(board.full).toBe(true);
    expect(board.campaigns).toHaveLength(3);
  });

  it("is answered however its path is spelt", async () => {
    const { ask, url } = await startBoard();
    for (const spelling of [`${path}/`, `${url}${path}`, `${path}?`, "/api/v1/Campaigns", `${path}/?since=x`])
      expect(boardOf(await ask(spelling)).campaigns).toHaveLength(3);
  });

  it("is answered for a query that is no query", async () => {
    const { ask } = await startBoard();
    for (const query of ["?since", "?since=%", "?since[]=1", "?since=a&since=b", "?other=1", "?&&=="])
      expect(boardOf(await ask(`${path}${query}`)).full).toBe(true);
  });
});

describe("what changed since a cursor", () => {
  it("is nothing: 304 without a body", async () => {
    const { ask } = await startBoard();
    const { cursor } = boardOf(await ask(path));
    const reply = await ask(since(cursor));
    expect(reply.status).toBe(304);
    expect(reply.body).toHaveLength(0);
    expect(reply.headers.etag).toBe(`W/"${cursor}"`);
  });

  it("is what was added, relabelled and removed, and no more", async () => {
    const { ask } = await startBoard();
    const { cursor } = boardOf(await ask(path));
    const [first, second] = keys(2);
    const added = { sdkAppId: 7, campaignId: 7 };
    const campaigns = [{ ...first, label: "named" }, added];
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
    await ask(`/api/v1/watch-list/1400000000/2570`, { method: "DELETE" });
    const board = boardOf(await ask(since(cursor)));
    expect(board.full).toBe(false);
    expect(board.campaigns).toHaveLength(2);
    expect(board.campaigns).toContainEqual(expect.objectContaining({ ...first, label: "named" }));
    expect(board.campaigns).toContainEqual(expect.objectContaining(added));
    expect(board.removed).toEqual([second]);
    expect((await ask(since(board.cursor))).status).toBe(304);
  });

  it("is what was observed, once a version has passed", async () => {
    const clock = createFakeClock(start);
    const { ask, services } = await startQuietBackend({ clock });
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: keys(2) } });
    services.board.start();
    const { cursor } = boardOf(await ask(path));
    const [key] = keys(1);
    if (!key) throw new Error("No key");
    services.board.observe(key, {
      kind: "answered",
      at: clock.now(),
      facts: {
        name: "</script><b>新能源",
        agent: "foo@example.com",
        concurrency: 3,
        callOrderCode: 0,
        stateCode: 9,
        startTime: start,
        endTime: start + 1,
        totalCallees: 0,
        calledCallees: 5,
        uui: null,
        requestId: "r-1",
      },
    });
    await clock.advance(250);
    const board = boardOf(await ask(since(cursor)));
    expect(board.campaigns).toHaveLength(1);
    expect(board.campaigns[0]).toMatchObject({
      ...key,
      name: "</script><b>新能源",
      state: "unknown",
      stateCode: 9,
      totalCallees: 0,
      calledCallees: 5,
      freshness: "live",
    });
    expect(board.campaigns[0]).not.toHaveProperty("uui");
    services.board.stop();
  });

  it("is a campaign as it stands, when it went and came back in between", async () => {
    const { ask } = await startBoard();
    const { cursor } = boardOf(await ask(path));
    const [first] = keys(1);
    await ask("/api/v1/watch-list/1400000000/2569", { method: "DELETE" });
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first] } });
    expect(boardOf(await ask(since(cursor)))).toMatchObject({ removed: [], campaigns: [first] });
  });
});

describe("conditional requests", () => {
  it("answer 304 to the present ETag and the board to any other", async () => {
    const { ask } = await startBoard();
    const { etag } = (await ask(path)).headers;
    expect((await ask(path, { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await ask(path, { headers: { "if-none-match": 'W/"other"' } })).status).toBe(200);
    await ask("/api/v1/watch-list/1400000000/2569", { method: "DELETE" });
    expect((await ask(path, { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  it.each([
    ["the strong form", (tag: string) => tag, 304],
    ["*", () => "*", 304],
    ["a list with it", (tag: string) => `"x", W/${tag}`, 304],
    ["a list without spaces", (tag: string) => `${tag},"a,b"`, 304],
    ["a list without it", (tag: string) => `"x", W/"${tag.length}"`, 200],
    ["no quotes", (tag: string) => tag.slice(1, -1), 200],
    ["a longer tag", (tag: string) => `"x${tag.slice(1)}`, 200],
  ])("compare weakly, in a list, too: %s", async (_name, condition, status) => {
    const { ask } = await startBoard();
    const { etag = "" } = (await ask(path)).headers;
    const reply = await ask(path, { headers: { "if-none-match": condition(etag.slice("W/".length)) } });
    expect(reply.status).toBe(status);
    expect(reply.headers.etag).toBe(etag);
  });

  it("answer HEAD as GET, without a body", async () => {
    const { ask } = await startBoard();
    const got = await ask(path);
    const head = await ask(path, { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    for (const name of ["etag", "content-type", "content-length", "cache-control", "vary"])
      expect(head.headers[name]).toBe(got.headers[name]);
    const again = await ask(path, { method: "HEAD", headers: { "if-none-match": got.headers.etag } });
    expect(again.status).toBe(304);
  });
});

describe("after an answered write", () => {
  it("the very next poll shows it, with the cursor from before and without", async () => {
    const { ask } = await startBoard(0);
    for (const key of keys(5)) {
      const { cursor } = boardOf(await ask(path));
      await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [key] } });
      expect(idsOf(boardOf(await ask(since(cursor))).campaigns)).toEqual([key.campaignId]);
      expect(idsOf(boardOf(await ask(path)).campaigns)).toContain(key.campaignId);
    }
    for (const key of keys(5)) {
      const { cursor } = boardOf(await ask(path));
      await ask(`/api/v1/watch-list/${key.sdkAppId}/${key.campaignId}`, { method: "DELETE" });
      expect(boardOf(await ask(since(cursor))).removed).toEqual([key]);
      expect(idsOf(boardOf(await ask(path)).campaigns)).not.toContain(key.campaignId);
    }
  });
});

const decoders: Record<string, (body: Buffer) => Buffer> = {
  identity: (body) => body,
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

describe("encodings", () => {
  it.each([
    [undefined, "identity"],
    ["", "identity"],
    ["identity", "identity"],
    ["gzip", "gzip"],
    ["br", "br"],
    ["zstd", "zstd"],
    ["gzip, deflate", "gzip"],
    ["gzip, deflate, br", "br"],
    ["gzip, deflate, br, zstd", "zstd"],
    ["GZIP", "gzip"],
    ["zstd;q=0, br;q=0, gzip", "gzip"],
    ["gzip;q=0", "identity"],
    ["*", "gzip"],
    ["gzip;q=0.5, *;q=0.1", "gzip"],
    ["br;q=0.2, gzip;q=0.8", "gzip"],
    ["identity, zstd;q=0.5", "identity"],
    ["*;q=0", "identity"],
    ["identity;q=0", "identity"],
    ["identity;q=0, gzip", "gzip"],
    ["identity;q=0, *", "gzip"],
    ["deflate", "identity"],
    ["snappy, ,;q=", "identity"],
  ])("Accept-Encoding %s is answered in %s", async (accepted, encoding) => {
    const { ask } = await startBoard(20);
    const headers = accepted === undefined ? {} : { "accept-encoding": accepted };
    const reply = await ask(path, { headers });
    expect(reply.status).toBe(200);
    expect(reply.headers["content-encoding"] ?? "identity").toBe(encoding);
    expect(reply.headers["content-length"]).toBe(String(reply.body.length));
    const text = decoders[encoding]?.(reply.body).toString("utf8") ?? "";
    expect(boardAnswerSchema.parse(JSON.parse(text)).campaigns).toHaveLength(20);
  });

  it("shrink the board", async () => {
    const { ask } = await startBoard(200);
    const plain = (await ask(path)).body.length;
    for (const encoding of ["gzip", "br", "zstd"]) {
      const { body } = await ask(path, { headers: { "accept-encoding": encoding } });
      expect(body.length).toBeLessThan(plain / 5);
    }
  });
});
