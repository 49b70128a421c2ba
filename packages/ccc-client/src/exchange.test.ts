import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import {
  createFakeClock,
  createSelfSignedCertificate,
  type HttpStub,
  startHttpStub,
} from "@cruiseboard/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type CccClient, type CccClientOptions, CccError, createCccClient } from "./index.ts";

const credentials = { secretId: "id", secretKey: "key" };
const key = { sdkAppId: 1400000000, campaignId: 2569 };
const good = JSON.stringify({ Response: { State: 1, RequestId: "r-1" } });
const refused = JSON.stringify({
  Response: { Error: { Code: "InternalError", Message: "m" }, RequestId: "r-2" },
});
const date = "Wed, 21 Feb 2024 02:43:53 GMT";
const serverDate = 1_708_483_433_000;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Reads the request to its end before it answers, as every real server does. */
function whole(answer: Answer): RequestListener {
  return (request, response) => {
    request.resume().on("end", () => {
      response.setHeader("Date", date);
      answer(response, request);
    });
  };
}

async function stub(answer: Answer, tls?: { key: string; cert: string }): Promise<HttpStub> {
  const server = await startHttpStub(whole(answer), tls);
  closers.push(server.stop);
  return server;
}

function client(endpoint: string, options: Partial<CccClientOptions> = {}): CccClient {
  const ccc = createCccClient({ endpoint, credentials, ...options });
  closers.push(() => ccc.close());
  return ccc;
}

/** The error that a call fails with. */
async function failure(ccc: CccClient): Promise<CccError> {
  try {
    await ccc.describeAgentCruiseDialingCampaign(key);
  } catch (error) {
    if (error instanceof CccError) return error;
    throw error;
  }
  throw new Error("The call did not fail");
}

describe("no answer at all", () => {
  it("names a refused connection", async () => {
    const server = await stub((response) => response.end(good));
    await server.stop();
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ code: "ClientError.Network", httpStatus: null, serverDate: null });
    expect(error.message).toContain("ECONNREFUSED");
    expect(error.cause).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("names a host that does not resolve", async () => {
    // A label beyond 63 characters fails in the resolver, before any name server is asked.
    const error = await failure(client(`http://${"x".repeat(64)}.invalid`, { timeoutMs: 50_000 }));
    expect(error).toMatchObject({ code: "ClientError.Network" });
    expect(error.message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  it("rejects a self-signed certificate", async () => {
    const server = await stub((response) => response.end(good), createSelfSignedCertificate());
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ code: "ClientError.Network" });
    expect(error.message).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
  });

  it("names TLS spoken to a server that has none", async () => {
    const server = await stub((response) => response.end(good));
    const error = await failure(client(server.url.replace("http:", "https:")));
    expect(error).toMatchObject({ code: "ClientError.Network" });
    expect(error.message).toMatch(/SSL|EPROTO|ECONNRESET/);
  });

  it("names a reset before the head", async () => {
    const server = await stub((_response, request) => request.socket.resetAndDestroy());
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ code: "ClientError.Network", httpStatus: null });
    expect(error.message).toContain("ECONNRESET");
  });

  it("names a connection that is hung up before the head", async () => {
    const server = await stub((_response, request) => request.socket.end());
    expect(await failure(client(server.url))).toMatchObject({ code: "ClientError.Network" });
  });

  it("recovers with the next call", async () => {
    let calls = 0;
    const server = await stub((response, request) => {
      calls += 1;
      if (calls === 1) request.socket.resetAndDestroy();
      else response.end(good);
    });
    const ccc = client(server.url);
    await failure(ccc);
    expect((await ccc.describeAgentCruiseDialingCampaign(key)).facts.stateCode).toBe(1);
  });
});

/** Resolves when a response's head has reached a client of this process. */
function headArrives(): Promise<void> {
  const heads = channel("undici:request:headers");
  return new Promise((resolve) => {
    const onHead = () => {
      heads.unsubscribe(onHead);
      resolve();
    };
    heads.subscribe(onHead);
  });
}

describe("the deadline", () => {
  it("covers the body: a trickle does not prolong it", async () => {
    const clock = createFakeClock(0);
    const server = await stub((response) => response.write('{"Response":'));
    const arrived = headArrives();
    const failed = failure(client(server.url, { timers: clock }));
    await arrived;
    await clock.advance(7999);
    await clock.advance(1);
    const error = await failed;
    expect(error).toMatchObject({ code: "ClientError.Timeout", httpStatus: 200, serverDate });
    await server.allClosed();
  });

  it("covers connecting: a TLS handshake that gets no answer", async () => {
    const clock = createFakeClock(0);
    const { promise: connected, resolve } = Promise.withResolvers<void>();
    const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
    const silent = createServer((socket) => {
      socket
        .resume()
        .on("close", onClose)
        .on("error", () => undefined);
      resolve();
    });
    await new Promise<void>((ready) => {
      silent.listen(0, "127.0.0.1", ready);
    });
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : null;
    const ccc = client(`https://127.0.0.1:${port}`, { timers: clock });
    const failed = failure(ccc);
    await connected;
    await clock.advance(8000);
    expect(await failed).toMatchObject({ code: "ClientError.Timeout" });
    await ccc.close();
    await closed;
    await new Promise<void>((done) => {
      silent.close(() => done());
    });
  });
});

describe("an answer that is none", () => {
  const cases: [name: string, answer: Answer, message: string][] = [
    [
      "a 500 in HTML",
      (r) => r.writeHead(500, { "Content-Type": "text/html" }).end("<html>"),
      "HTTP 500 (text/html)",
    ],
    ["an empty 502", (r) => r.writeHead(502).end(), "HTTP 502 (no content type): empty body"],
    ["an empty 200", (r) => r.end(), "empty body"],
    ["a 204", (r) => r.writeHead(204).end(), "HTTP 204"],
    ["a 404 with some JSON", (r) => r.writeHead(404).end('{"error":"no such route"}'), "no Response object"],
    ["a campaign under a 500", (r) => r.writeHead(500).end(good), "an answer under a wrong status"],
    ["plain text", (r) => r.end("upstream connect error"), "22 bytes that are no JSON"],
    ["half a JSON text, complete as HTTP", (r) => r.end(good.slice(0, 20)), "no JSON"],
    [
      "JSON in a wrong charset",
      (r) => r.end(Buffer.from('{"Response":{"Name":"\xe9"}}', "latin1")),
      "no JSON",
    ],
    ["no Response", (r) => r.end("{}"), "no Response object"],
    ["a Response of null", (r) => r.end('{"Response":null}'), "no Response object"],
    [
      "a count in words",
      (r) => r.end('{"Response":{"TotalCalleeCount":"many"}}'),
      "Response.TotalCalleeCount",
    ],
    [
      "a count that JSON rounds",
      (r) => r.end('{"Response":{"CalledCalleeCount":9007199254740993}}'),
      "Response.CalledCalleeCount",
    ],
    [
      "an error without a code",
      (r) => r.end('{"Response":{"Error":{"Message":"m"}}}'),
      "Response.Error.Code",
    ],
    [
      "an unknown encoding",
      (r) => r.writeHead(200, { "Content-Encoding": "zip" }).end(good),
      "unknown encoding",
    ],
    ["a broken gzip", (r) => r.writeHead(200, { "Content-Encoding": "gzip" }).end(good), "no valid gzip"],
    [
      "a gzip bomb",
      (r) => r.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(Buffer.alloc(5e6))),
      "exceeds 65536 bytes",
    ],
    ["a body of 65,537 bytes", (r) => r.end("x".repeat(65_537)), "exceeds 65536 bytes"],
    ["an endless body", (r) => void trickle(r), "exceeds 65536 bytes"],
    [
      "a body cut short",
      (r, q) => {
        r.writeHead(200, { "Content-Length": 500 }).write(good);
        q.socket.end();
      },
      "cut short",
    ],
    [
      "a chunked body cut short",
      (r, q) => {
        r.write(good.slice(0, 9));
        q.socket.end();
      },
      "cut short",
    ],
    ["something that is not HTTP", (_, q) => q.socket.end("SSH-2.0-x\r\n\r\n"), "does not answer in HTTP"],
  ];

  it.each(cases)("names %s", async (_name, answer, message) => {
    const server = await stub(answer);
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ code: "ClientError.BadResponse" });
    expect(error.message).toContain(message);
  });

  it("keeps status, time and RequestId of what was wrong", async () => {
    const server = await stub((response) =>
      response.writeHead(503).end('{"Response":{"State":"x","RequestId":"r-3"}}'),
    );
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ httpStatus: 503, serverDate, requestId: "r-3" });
  });

  it("follows no redirect", async () => {
    const paths: (string | undefined)[] = [];
    const server = await stub((response, request) => {
      paths.push(request.url);
      response.writeHead(302, { Location: "/elsewhere" }).end();
    });
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ code: "ClientError.BadResponse", httpStatus: 302 });
    expect(paths).toEqual(["/"]);
  });

  it("distinguishes a reset in the middle of the body from a short body, and still knows the head", async () => {
    const server = await stub((response, request) => {
      response.writeHead(200, { "Content-Length": 500 }).write(good);
      // Only what has been read differs from a reset before the head.
      void headArrived.then(() => request.socket.resetAndDestroy());
    });
    const headArrived = headArrives();
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ code: "ClientError.Network", httpStatus: 200, serverDate });
    expect(error.message).toContain("ECONNRESET");
  });
});

/** Writes until the other side has had enough. */
async function trickle(response: ServerResponse): Promise<void> {
  const gone = new Promise<"gone">((resolve) => {
    response.on("close", () => resolve("gone"));
  });
  const chunk = Buffer.alloc(16_384, 0x20);
  while (!response.destroyed) {
    if (response.write(chunk)) continue;
    const drained = new Promise<"drained">((resolve) => {
      response.once("drain", () => resolve("drained"));
    });
    if ((await Promise.race([gone, drained])) === "gone") return;
  }
}

describe("an answer", () => {
  it.each([200, 400, 403, 429, 500, 503, 302])("is an error envelope under HTTP %d", async (status) => {
    const server = await stub((response) => response.writeHead(status).end(refused));
    const error = await failure(client(server.url));
    expect(error).toMatchObject({ isUpstreams: true });
    expect(error).toMatchObject({
      code: "InternalError",
      message: "m",
      requestId: "r-2",
      httpStatus: status,
      serverDate,
    });
  });

  it("has its message kept, up to 500 characters", async () => {
    const server = await stub((response) =>
      response.end(JSON.stringify({ Response: { Error: { Code: "X", Message: "签".repeat(900) } } })),
    );
    expect((await failure(client(server.url))).message).toBe("签".repeat(500));
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("is read when a proxy has applied %s", async (encoding, encode) => {
    const server = await stub((response) =>
      response.writeHead(200, { "Content-Encoding": encoding }).end(encode(good)),
    );
    expect((await client(server.url).describeAgentCruiseDialingCampaign(key)).facts.requestId).toBe("r-1");
  });

  it("may have up to 65,536 bytes", async () => {
    const server = await stub((response) => response.end(good.padEnd(65_536, " ")));
    expect((await client(server.url).describeAgentCruiseDialingCampaign(key)).facts.stateCode).toBe(1);
  });

  it("carries any Unicode", async () => {
    const name = '<b>"新能源"</b> 🚗\u2028\u202e';
    const server = await stub((response) => response.end(JSON.stringify({ Response: { Name: name } })));
    expect((await client(server.url).describeAgentCruiseDialingCampaign(key)).facts.name).toBe(name);
  });
});

describe("sockets", () => {
  const large = "<html>".padEnd(1_000_000, "x");

  it("come back after 200 large error pages in a row, with room for two", async () => {
    let calls = 0;
    const server = await stub((response) => {
      calls += 1;
      if (calls <= 200) response.writeHead(500, { "Content-Type": "text/html" }).end(large);
      else response.end(good);
    });
    const ccc = client(server.url, { maxConnections: 2 });
    for (let call = 0; call < 200; call += 1)
      expect(await failure(ccc)).toMatchObject({ code: "ClientError.BadResponse" });
    expect((await ccc.describeAgentCruiseDialingCampaign(key)).facts.stateCode).toBe(1);
    await ccc.close();
    await server.allClosed();
  });

  it("come back when the error pages come all at once", async () => {
    const server = await stub((response) => response.writeHead(500).end(large));
    const ccc = client(server.url, { maxConnections: 2, timeoutMs: 50_000 });
    const errors = await Promise.all(Array.from({ length: 50 }, () => failure(ccc)));
    expect(errors.every(({ code }) => code === "ClientError.BadResponse")).toBe(true);
    await ccc.close();
    await server.allClosed();
  });
});
