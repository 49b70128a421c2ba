import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import type { Question } from "../../test/kit/ask.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { type QuietBackendOptions, startQuietBackend } from "../../test/kit/start-quiet-backend.ts";

const startBackend = (options: Partial<QuietBackendOptions> = {}) =>
  startQuietBackend({ clock: createFakeClock(0), ...options });
const json = { "content-type": "application/json" };
const first = { sdkAppId: 1, campaignId: 1 };
const manyEntries = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ sdkAppId: 1, campaignId: index + 1 }));

describe("a body that cannot be read", () => {
  it.each<[string, Question, number, string]>([
    ["malformed", { headers: json, body: '{"campaigns":[' }, 400, "invalid_json"],
    ["no JSON at all", { headers: json, body: "campaigns=1" }, 400, "invalid_json"],
    ["a bare value", { headers: json, body: "null" }, 400, "invalid_json"],
    ["not UTF-8", { headers: json, body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }, 400, "invalid_json"],
    [
      "of another type",
      { headers: { "content-type": "text/plain" }, body: "{}" },
      415,
      "unsupported_media_type",
    ],
    [
      "a form",
      { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "campaigns=1" },
      415,
      "unsupported_media_type",
    ],
    ["of no type", { body: Buffer.from("{}") }, 415, "unsupported_media_type"],
    ["missing", {}, 415, "unsupported_media_type"],
    [
      "in an unknown character set",
      { headers: { "content-type": "application/json; charset=latin1" }, body: "{}" },
      415,
      "unsupported_media_type",
    ],
    [
      "in an unknown encoding",
      { headers: { ...json, "content-encoding": "zip" }, body: "{}" },
      415,
      "unsupported_media_type",
    ],
    [
      "in a broken encoding",
      { headers: { ...json, "content-encoding": "gzip" }, body: "{}" },
      400,
      "invalid_request",
    ],
    ["too large", { headers: json, body: " ".repeat(13 * 2 ** 20) }, 413, "payload_too_large"],
    [
      "too large once unpacked",
      { headers: { ...json, "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(64 * 2 ** 20, " ")) },
      413,
      "payload_too_large",
    ],
  ])("%s", async (_what, question, status, code) => {
    const { ask } = await startBackend();
    const reply = await ask("/api/v1/watch-list", { method: "POST", ...question });
    expect(problemOf(reply, status).code).toBe(code);
    expect((await ask("/api/v1/watch-list")).json()).toEqual({ campaigns: [] });
  });
});

describe("a body that says what cannot be", () => {
  const badIds: [string, string][] = [
    ["zero", "0"],
    ["negative", "-1"],
    ["a fraction", "1.5"],
    ["infinite", "1e400"],
    ["beyond what JSON keeps", "9007199254740992"],
    ["text", '"x"'],
    ["digits in quotes", '"1"'],
    ["null", "null"],
    ["true", "true"],
    ["a list", "[1]"],
  ];

  it.each(badIds)("an id that is %s", async (_what, id) => {
    const { ask } = await startBackend();
    for (const [method, path] of [
      ["POST", "/api/v1/watch-list"],
      ["PUT", "/api/v1/focus"],
    ] as const)
      for (const [entry, field] of [
        [`{"sdkAppId":${id},"campaignId":1}`, "sdkAppId"],
        [`{"sdkAppId":1,"campaignId":${id}}`, "campaignId"],
      ] as const) {
        const body = `{"campaigns":[{"sdkAppId":1,"campaignId":2},${entry}]}`;
        const problem = problemOf(await ask(path, { method, headers: json, body }), 400);
        expect(problem).toMatchObject({
          code: "invalid_request",
          errors: [{ field: `campaigns[1].${field}` }],
        });
      }
    expect((await ask("/api/v1/watch-list")).json()).toEqual({ campaigns: [] });
  });

  it.each<[string, unknown]>([
    ["an empty object", {}],
    ["a list", [first]],
    ["no campaigns", { campaigns: [] }],
    ["campaigns that are no list", { campaigns: first }],
    ["half a key", { campaigns: [{ sdkAppId: 1 }] }],
    ["a label that is no text", { campaigns: [{ ...first, label: 1 }] }],
    ["a label that is too long", { campaigns: [{ ...first, label: "x".repeat(201) }] }],
    ["an unknown field", { campaigns: [first], extra: 1 }],
    ["10,001 entries", { campaigns: manyEntries(10_001) }],
  ])("%s", async (_what, body) => {
    const { ask } = await startBackend();
    const reply = await ask("/api/v1/watch-list", { method: "POST", body });
    expect(problemOf(reply, 400).code).toBe("invalid_request");
    expect((await ask("/api/v1/watch-list")).json()).toEqual({ campaigns: [] });
  });

  it("in a thousand places, is reported in few words", async () => {
    const { ask } = await startBackend();
    const strange = Object.fromEntries(manyEntries(10_000).map(({ campaignId }) => [`key${campaignId}`, 1]));
    for (const body of [{ campaigns: manyEntries(1000).map(() => ({})) }, strange]) {
      const problem = problemOf(await ask("/api/v1/watch-list", { method: "POST", body }), 400);
      expect(problem.errors?.length).toBeLessThanOrEqual(20);
    }
  });

  it("with 3,000,000 entries, is refused without checking each", async () => {
    const { ask } = await startBackend();
    const body = `{"campaigns":[${"{},".repeat(3_000_000)}{}]}`;
    const problem = problemOf(await ask("/api/v1/watch-list", { method: "POST", headers: json, body }), 413);
    expect(problem.code).toBe("payload_too_large");
  });

  it.each([
    '{"campaigns":[{"sdkAppId":1,"campaignId":1,"__proto__":{"role":"manager","polluted":1}}]}',
    '{"campaigns":[{"sdkAppId":1,"campaignId":1,"constructor":{"prototype":{"polluted":1}}}]}',
    '{"campaigns":[{"sdkAppId":1,"campaignId":1}],"__proto__":{"polluted":1}}',
    '{"__proto__":{"campaigns":[{"sdkAppId":1,"campaignId":1}]}}',
  ])("%s leaves every other object alone", async (body) => {
    const { ask } = await startBackend();
    const reply = await ask("/api/v1/watch-list", { method: "POST", headers: json, body });
    expect([200, 400]).toContain(reply.status);
    expect({}).not.toHaveProperty("polluted");
    expect(reply.text).not.toContain("manager");
    const list = await ask("/api/v1/watch-list");
    expect(list.text).not.toContain("polluted");
  });
});

describe("a path that names no campaign", () => {
  const badIds = [
    "0",
    "-1",
    "1.5",
    "1e400",
    "1e3",
    "9007199254740992",
    "99999999999999999999",
    "x",
    "0x1",
    "%00",
    "１",
  ];

  it.each(badIds)("%s", async (id) => {
    const { ask } = await startBackend();
    const encoded = id.startsWith("%") ? id : encodeURIComponent(id);
    for (const pair of [`${encoded}/1`, `1/${encoded}`])
      for (const [method, path] of [
        ["GET", `/api/v1/campaigns/${pair}`],
        ["POST", `/api/v1/campaigns/${pair}/refresh`],
        ["DELETE", `/api/v1/watch-list/${pair}`],
      ] as const)
        expect(problemOf(await ask(path, { method }), 400).code).toBe("invalid_request");
  });

  it("in broken escapes", async () => {
    const { ask } = await startBackend();
    expect(problemOf(await ask("/api/v1/campaigns/%E0%A4%A/1"), 400).code).toBe("invalid_request");
  });
});

describe("a path or method that is not there", () => {
  it.each([
    "/api",
    "/api/",
    "/api/v1",
    "/api/v2/campaigns",
    "/api/v1/campaigns/1",
    "/api/v1/campaigns/1/2/3",
    "/api/v1/watch-list/1",
    "/api/v1/session/../secret",
    "/api/%2e%2e/%2e%2e/etc/passwd",
    "/api/__proto__",
  ])("%s", async (path) => {
    const { ask } = await startBackend();
    for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"])
      expect(problemOf(await ask(path, { method }), 404).code).toBe("not_found");
  });

  it.each([
    ["POST", "/api/v1/campaigns", "GET, HEAD"],
    ["PUT", "/api/v1/campaigns/1/1", "GET, HEAD"],
    ["GET", "/api/v1/campaigns/1/1/refresh", "POST"],
    ["DELETE", "/api/v1/watch-list", "GET, HEAD, POST"],
    ["PUT", "/api/v1/watch-list/1/1", "PATCH, DELETE"],
    ["POST", "/api/v1/focus", "PUT"],
    ["DELETE", "/api/v1/session", "GET, HEAD"],
    ["POST", "/api/openapi.json", "GET, HEAD"],
    ["OPTIONS", "/api/v1/campaigns", "GET, HEAD"],
    ["POST", "/healthz", "GET, HEAD"],
    ["PUT", "/readyz", "GET, HEAD"],
  ])("%s %s names the allowed methods: %s", async (method, path, allowed) => {
    const { ask } = await startBackend();
    const reply = await ask(path, { method });
    expect(problemOf(reply, 405).code).toBe("method_not_allowed");
    expect(reply.headers.allow).toBe(allowed);
  });
});

describe("a fault of our own", () => {
  it("in the database is reported as such: nothing was changed, no details are shown", async () => {
    const full = Object.assign(new Error("database or disk is full: INSERT INTO secret"), {
      code: "ERR_SQLITE_ERROR",
      errcode: 13,
    });
    const { ask, logged, services } = await startBackend({ store: { add: () => Promise.reject(full) } });
    const reply = await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first] } });
    expect(problemOf(reply, 500).code).toBe("storage_failed");
    expect(reply.text).not.toContain("INSERT");
    expect(services.board.size).toBe(0);
    expect((await ask("/api/v1/watch-list")).json()).toEqual({ campaigns: [] });
    expect(logged.join()).toContain("database or disk is full");
  });

  it("in reaching the database is reported as transient, with an unknown outcome", async () => {
    const gone = new Error("Connection terminated unexpectedly");
    const { ask } = await startBackend({ store: { add: () => Promise.reject(gone) } });
    const reply = await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [first] } });
    expect(problemOf(reply, 503)).toMatchObject({ code: "storage_failed" });
  });

  it("that was not expected is logged, and answered without its message", async () => {
    const surprise = new TypeError("cannot read the inside of the inside");
    const { ask, logged } = await startBackend({ store: { all: () => Promise.reject(surprise) } });
    const reply = await ask("/api/v1/watch-list");
    expect(problemOf(reply, 500).code).toBe("internal_error");
    expect(reply.text).not.toContain("inside");
    expect(logged.join()).toContain("cannot read the inside");
  });

  it("leaves the server well after requests that break off", async () => {
    const { ask, url } = await startBackend();
    const { hostname, port } = new URL(url);
    for (const text of [
      "POST /api/v1/watch-list HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
      "GET /api/v1/campaigns HTTP/1.1\r\n",
      "\0\0\0\0\r\n\r\n",
    ]) {
      const socket = connect(Number(port), hostname);
      await new Promise<void>((resolve) => {
        socket.end(text, resolve);
      });
      socket.destroy();
    }
    expect((await ask("/healthz")).status).toBe(200);
  });
});
