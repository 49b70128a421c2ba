import { getEventListeners } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { inspect } from "node:util";
import { createFakeClock, type HttpStub, startHttpStub } from "@cruiseboard/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type CccClient, type CccClientOptions, CccError, createCccClient, signTc3 } from "./index.ts";

const credentials = { secretId: "AKIDtest", secretKey: "the-secret-key", sessionToken: "the-session-token" };
const key = { sdkAppId: 1400000000, campaignId: 2569 };
const good = JSON.stringify({ Response: { State: 1, RequestId: "r-1" } });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Answer = (body: string, response: ServerResponse, request: IncomingMessage) => void;

async function stub(answer: Answer): Promise<HttpStub> {
  const started = await startHttpStub((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => answer(body, response, request));
  });
  closers.push(started.stop);
  return started;
}

function client(options: Partial<CccClientOptions> & { endpoint: string }): CccClient {
  const made = createCccClient({ credentials, ...options });
  closers.push(() => made.close());
  return made;
}

/** What a call failed with; null if it did not. */
function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => null,
    (error: unknown) => error,
  );
}

/** A server that takes requests and never answers; `arrived` resolves with the first. */
async function silentStub() {
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const server = await stub(() => resolve());
  return { server, arrived };
}

/** Every way in which a value may end up in a log. */
function logged(value: unknown): string {
  return [inspect(value, { depth: Infinity, showHidden: true }), JSON.stringify(value), String(value)].join(
    "\n",
  );
}

const secrets = /the-secret-key|the-session-token|Credential=|Signature=(?!\[redacted\])/;

describe("createCccClient", () => {
  it("sends the signed call that the upstream expects", async () => {
    const seen: { body: string; request: IncomingMessage }[] = [];
    const server = await stub((body, response, request) => {
      seen.push({ body, request });
      response.end(good);
    });
    const host = new URL(server.url).host;
    const now = 1_708_483_433_900;
    const ccc = client({ endpoint: server.url, now: () => now });
    await ccc.describeAgentCruiseDialingCampaign(key);

    const sent = seen[0];
    expect(sent).toMatchObject({
      body: '{"SdkAppId":1400000000,"CampaignId":2569}',
      request: { method: "POST", url: "/" },
    });
    const expected = signTc3(
      {
        host,
        action: "DescribeAgentCruiseDialingCampaign",
        version: "2020-02-10",
        body: sent?.body ?? "",
      },
      credentials,
      1_708_483_433,
    );
    expect(sent?.request.headers).toMatchObject({
      ...Object.fromEntries(Object.entries(expected).map(([name, value]) => [name.toLowerCase(), value])),
      "x-tc-token": "the-session-token",
    });
  });

  it("shifts the signature's time by the offset that it is given", async () => {
    const stamps: unknown[] = [];
    const server = await stub((_body, response, request) => {
      stamps.push(request.headers["x-tc-timestamp"]);
      response.end(good);
    });
    const ccc = client({ endpoint: server.url, now: () => 1_700_000_000_000 });
    await ccc.describeAgentCruiseDialingCampaign(key, { clockOffsetMs: -600_000 });
    expect(stamps).toEqual(["1699999400"]);
  });

  it("gives facts and the upstream's time, unknown as null", async () => {
    const server = await stub((_body, response) => {
      response.setHeader("Date", "Wed, 21 Feb 2024 02:43:53 GMT");
      response.end(JSON.stringify({ Response: { TotalCalleeCount: 0, State: null, RequestId: "r-1" } }));
    });
    const answer = await client({ endpoint: server.url }).describeAgentCruiseDialingCampaign(key);
    expect(answer.serverDate).toBe(1_708_483_433_000);
    expect(answer.facts).toMatchObject({
      totalCallees: 0,
      calledCallees: null,
      stateCode: null,
      requestId: "r-1",
    });
  });

  it("knows no server time without a Date that is one", async () => {
    const server = await stub((body, response) => {
      response.sendDate = false;
      if (body.includes("2569")) response.setHeader("Date", "yesterday");
      response.end(good);
    });
    const ccc = client({ endpoint: server.url });
    expect((await ccc.describeAgentCruiseDialingCampaign(key)).serverDate).toBeNull();
    expect((await ccc.describeAgentCruiseDialingCampaign({ ...key, campaignId: 1 })).serverDate).toBeNull();
  });

  it("keeps connections alive", async () => {
    const server = await stub((_body, response) => response.end(good));
    const ccc = client({ endpoint: server.url });
    for (let call = 0; call < 20; call += 1) await ccc.describeAgentCruiseDialingCampaign(key);
    // Two: undici frees a socket just after it has given the body's end.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

describe("ending a call early", () => {
  it("gives up at the deadline, and the socket is gone", async () => {
    const clock = createFakeClock(0);
    const { server, arrived } = await silentStub();
    const call = client({ endpoint: server.url, timers: clock }).describeAgentCruiseDialingCampaign(key);
    const failed = failure(call);
    await arrived;
    await clock.advance(7999);
    expect(server.openSockets()).toBe(1);
    await clock.advance(1);
    expect(await failed).toMatchObject({ code: "ClientError.Timeout" });
    await server.allClosed();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("leaves no timer and no listener behind after a good call", async () => {
    const clock = createFakeClock(0);
    const server = await stub((_body, response) => response.end(good));
    const controller = new AbortController();
    const ccc = client({ endpoint: server.url, timers: clock });
    await ccc.describeAgentCruiseDialingCampaign(key, { signal: controller.signal });
    expect(clock.pendingTimers()).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("sends nothing when the caller's signal has been aborted before", async () => {
    const server = await stub((_body, response) => response.end(good));
    const ccc = client({ endpoint: server.url, maxConnections: 1 });
    const early = await failure(ccc.describeAgentCruiseDialingCampaign(key, { signal: AbortSignal.abort() }));
    expect(early).toMatchObject({ code: "ClientError.Aborted" });
    // By the time that another client has its answer, a connection of the first one would have come in.
    await client({ endpoint: server.url }).describeAgentCruiseDialingCampaign(key);
    expect(server.connections()).toBe(1);
  });

  it("obeys the caller's signal within the call", async () => {
    const { server, arrived } = await silentStub();
    const ccc = client({ endpoint: server.url });
    const controller = new AbortController();
    const call = ccc.describeAgentCruiseDialingCampaign(key, { signal: controller.signal });
    const failed = failure(call);
    await arrived;
    controller.abort();
    expect(await failed).toMatchObject({ code: "ClientError.Aborted" });
    await server.allClosed();
  });

  it("rejects a call that still waits for a socket at once, and never sends it", async () => {
    const bodies: string[] = [];
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    const server = await stub((body, response) => {
      bodies.push(body);
      resolve();
      if (body.includes(":3}")) response.end(good);
    });
    const ccc = client({ endpoint: server.url, maxConnections: 1 });
    const hanging = new AbortController();
    const queued = new AbortController();
    const first = ccc.describeAgentCruiseDialingCampaign(
      { sdkAppId: 1, campaignId: 1 },
      { signal: hanging.signal },
    );
    const firstFailed = failure(first);
    await arrived;
    const second = ccc.describeAgentCruiseDialingCampaign(
      { sdkAppId: 1, campaignId: 2 },
      { signal: queued.signal },
    );
    const secondFailed = failure(second);
    queued.abort();
    expect(await secondFailed).toMatchObject({ code: "ClientError.Aborted" });
    hanging.abort();
    expect(await firstFailed).toMatchObject({ code: "ClientError.Aborted" });
    await ccc.describeAgentCruiseDialingCampaign({ sdkAppId: 1, campaignId: 3 });
    expect(bodies.map((body) => JSON.parse(body).CampaignId)).toEqual([1, 3]);
  });

  it("closes at once: calls in flight fail, later ones too, and no socket stays", async () => {
    const clock = createFakeClock(0);
    const { server, arrived } = await silentStub();
    const ccc = client({ endpoint: server.url, timers: clock });
    const failed = failure(ccc.describeAgentCruiseDialingCampaign(key));
    await arrived;
    await Promise.all([ccc.close(), ccc.close()]);
    expect(await failed).toMatchObject({ code: "ClientError.Aborted" });
    await server.allClosed();
    await expect(ccc.describeAgentCruiseDialingCampaign(key)).rejects.toThrow("closed");
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe("secrets", () => {
  it("do not show on the client", async () => {
    const server = await stub((_body, response) => response.end(good));
    const ccc = client({ endpoint: server.url });
    await ccc.describeAgentCruiseDialingCampaign(key);
    expect(logged(ccc)).not.toMatch(secrets);
  });

  it("do not show in any error, even when the upstream echoes them all", async () => {
    const server = await stub((body, response, request) => {
      const echo = `${JSON.stringify(request.headers)} ${request.headers.authorization} the-secret-key`;
      const error = { Code: `X.${echo}`.slice(0, 190), Message: echo };
      const replies: Record<string, () => void> = {
        1: () => response.end(JSON.stringify({ Response: { Error: error, RequestId: echo } })),
        2: () => response.writeHead(502, { "Content-Type": echo }).end(`<html>${echo}`),
        3: () => response.end(JSON.stringify({ Response: { TotalCalleeCount: echo, RequestId: echo } })),
        4: () => response.end(echo),
        5: () => request.socket.end(echo),
        6: () =>
          request.socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 9000\r\nX-Echo: ${echo}\r\n\r\n${echo}`),
        7: () => response.writeHead(302, { Location: `http://127.0.0.1/${encodeURI(echo)}` }).end(),
        8: () => response.writeHead(500).end(JSON.stringify({ Response: { State: 1, RequestId: echo } })),
      };
      replies[JSON.parse(body).CampaignId]?.();
    });
    const ccc = client({ endpoint: server.url });
    for (let campaignId = 1; campaignId <= 8; campaignId += 1) {
      const error = await failure(ccc.describeAgentCruiseDialingCampaign({ sdkAppId: 1, campaignId }));
      expect(error, `reply ${campaignId}`).toBeInstanceOf(CccError);
      expect(logged(error)).not.toMatch(secrets);
    }
  });
});
