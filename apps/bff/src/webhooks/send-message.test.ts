import type { RequestListener } from "node:http";
import { startHttpStub } from "@cruiseboard/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import type { WebhookFormat } from "../config/webhook-config.ts";
import { createSendMessage } from "./send-message.ts";

const message = { id: "msg_1", body: '{"hello":"任务"}', createdAt: 0 };
const goesOn = new AbortController().signal;

/** What comes of one message to a receiver that answers so. */
async function sendTo(
  answer: RequestListener,
  options: { format?: WebhookFormat; timeoutMs?: number; signal?: AbortSignal } = {},
) {
  const { format = "generic", timeoutMs = 5000, signal = goesOn } = options;
  const stub = await startHttpStub(answer);
  onTestFinished(() => stub.stop());
  const url = new URL(`${stub.url}/in?key=s3cret`);
  const send = createSendMessage(() => 1_790_000_000_000, timeoutMs);
  const delivery = await send({ id: "r", name: "x 1", format, url, secret: null }, message, signal);
  return { delivery, stub };
}

const says =
  (status: number, body = "", headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

describe("a message to a receiver", () => {
  it("is a POST with the body as it was made", async () => {
    let seen = "";
    const { delivery } = await sendTo((request, response) => {
      seen = `${request.method} ${request.url} ${request.headers["content-type"]} ${String(request.headers["webhook-id"])}`;
      request.setEncoding("utf8").on("data", (text: string) => {
        seen += ` ${text}`;
      });
      request.on("end", () => response.writeHead(204).end());
    });
    expect(delivery).toEqual({ outcome: "delivered" });
    expect(seen).toBe(`POST /in?key=s3cret application/json; charset=utf-8 msg_1 ${message.body}`);
  });

  it.each([200, 201, 202, 204])("is delivered with status %d", async (status) => {
    expect((await sendTo(says(status))).delivery).toEqual({ outcome: "delivered" });
  });

  it.each([400, 401, 403, 404, 410, 413])("is refused with status %d", async (status) => {
    const { delivery } = await sendTo(says(status, "s3cret words"));
    expect(delivery).toEqual({ outcome: "refused", reason: `status ${status}` });
  });

  it.each([408, 425, 429, 500, 502, 503])("is tried again after status %d", async (status) => {
    const { delivery } = await sendTo(says(status, "", { "retry-after": "120" }));
    expect(delivery).toEqual({ outcome: "failed", reason: `status ${status}`, retryAfterMs: 120_000 });
  });

  it.each(["soon", "-5", "Wed, 21 Oct 2026 07:28:00 GMT", "12345678"])(
    "ignores the Retry-After %s",
    async (retryAfter) => {
      const { delivery } = await sendTo(says(503, "", { "retry-after": retryAfter }));
      expect(delivery).toMatchObject({ outcome: "failed", retryAfterMs: null });
    },
  );

  it("follows no redirect", async () => {
    const { delivery, stub } = await sendTo(says(307, "", { location: "/elsewhere" }));
    expect(delivery).toEqual({ outcome: "refused", reason: "status 307" });
    expect(stub.connections()).toBe(1);
  });

  it.each(["wecom", "dingtalk"] as const)("to %s is delivered when the robot says so", async (format) => {
    const cases: [body: string, outcome: string][] = [
      ['{"errcode":0,"errmsg":"ok"}', "delivered"],
      ['{"errcode":93000,"errmsg":"invalid webhook url"}', "refused"],
      ['{"errcode":310000,"errmsg":"sign not match"}', "refused"],
      ['{"errcode":45009,"errmsg":"freq out of limit"}', "failed"],
      ['{"errcode":130101,"errmsg":"send too fast"}', "failed"],
      ['{"errcode":-1,"errmsg":"busy"}', "failed"],
      ["<html>", "failed"],
      ["null", "failed"],
      ["", "failed"],
    ];
    for (const [body, outcome] of cases)
      expect([body, (await sendTo(says(200, body), { format })).delivery.outcome]).toEqual([body, outcome]);
  });

  it("has the robot's message, truncated", async () => {
    const body = JSON.stringify({ errcode: 1, errmsg: "x".repeat(5000) });
    const { delivery } = await sendTo(says(200, body), { format: "wecom" });
    expect(delivery).toEqual({ outcome: "refused", reason: `errcode 1: ${"x".repeat(200)}` });
  });

  it("fails when no answer comes in time, or none that ends", async () => {
    const hangs = await sendTo(() => undefined, { timeoutMs: 150 });
    expect(hangs.delivery).toEqual({ outcome: "failed", reason: "no answer in time", retryAfterMs: null });
    const halfway = await sendTo((_request, response) => void response.writeHead(200).write("{"), {
      timeoutMs: 150,
    });
    expect(halfway.delivery).toMatchObject({ outcome: "failed", reason: "no answer in time" });
  });

  it("fails when the connection breaks or is refused, without the URL in its reason", async () => {
    const broken = await sendTo((request) => void request.socket.destroy());
    expect(broken.delivery.outcome).toBe("failed");
    expect(JSON.stringify(broken.delivery)).not.toContain("s3cret");
    await broken.stub.stop();
    const send = createSendMessage(() => 0, 1000);
    const url = new URL(`${broken.stub.url}/in?key=s3cret`);
    const refused = await send({ id: "r", name: "x 1", format: "slack", url, secret: null }, message, goesOn);
    expect(refused).toEqual({ outcome: "failed", reason: "ECONNREFUSED", retryAfterMs: null });
  });

  it("reads no more of an endless answer than it needs, and lets go of the connection", async () => {
    const { delivery, stub } = await sendTo((_request, response) => {
      response.writeHead(200);
      const flood = () => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", flood);
      };
      flood();
    });
    expect(delivery).toEqual({ outcome: "delivered" });
    await stub.allClosed();
    expect(stub.openSockets()).toBe(0);
  });

  it("is broken off when the server stops", async () => {
    const stop = new AbortController();
    const { delivery } = await sendTo(() => stop.abort(), { signal: stop.signal });
    expect(delivery.outcome).toBe("failed");
  });
});
