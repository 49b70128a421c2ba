import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import type { WebhookReceiver } from "../config/webhook-config.ts";
import { signMessage } from "./send-message.ts";

const now = 1_790_000_000_123;
const message = { id: "msg_1", body: '{"a":"任务"}' };

function receiver(changes: Partial<WebhookReceiver>): WebhookReceiver {
  return {
    id: "r",
    name: "generic 1",
    format: "generic",
    url: new URL("https://hooks.example.com/in?token=a%2Bb"),
    secret: "a secret",
    ...changes,
  };
}

it("signs for programs as Standard Webhooks has it", () => {
  const { url, headers } = signMessage(receiver({}), message, now);
  const signature = createHmac("sha256", "a secret")
    .update(`msg_1.1790000000.${message.body}`)
    .digest("base64");
  expect(url.href).toBe("https://hooks.example.com/in?token=a%2Bb");
  expect(headers).toMatchObject({
    "idempotency-key": "msg_1",
    "webhook-id": "msg_1",
    "webhook-timestamp": "1790000000",
    "webhook-signature": `v1,${signature}`,
  });
});

it("takes a key in the standard's own form", () => {
  const key = Buffer.from("bytes of a key");
  const secret = `whsec_${key.toString("base64")}`;
  const { headers } = signMessage(receiver({ secret }), message, now);
  const signature = createHmac("sha256", key).update(`msg_1.1790000000.${message.body}`).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
});

it("signs nothing without a secret", () => {
  const { headers } = signMessage(receiver({ secret: null }), message, now);
  expect(headers).toHaveProperty("webhook-id", "msg_1");
  expect(headers).not.toHaveProperty("webhook-signature");
});

it("signs for DingTalk in the query, with the time in milliseconds", () => {
  const { url, headers } = signMessage(receiver({ format: "dingtalk", secret: "SECabc" }), message, now);
  const sign = createHmac("sha256", "SECabc").update(`${now}\nSECabc`).digest("base64");
  expect(url.searchParams.get("token")).toBe("a+b");
  expect(url.searchParams.get("timestamp")).toBe(String(now));
  expect(url.searchParams.get("sign")).toBe(sign);
  expect(url.search).not.toContain("sign=" + sign.replace(/[A-Za-z0-9]/g, ""));
  expect(headers).not.toHaveProperty("webhook-id");
  const unsigned = signMessage(receiver({ format: "dingtalk", secret: null }), message, now);
  expect(unsigned.url.searchParams.has("sign")).toBe(false);
});

it.each(["wecom", "slack"] as const)("adds nothing for %s, whose URL is the proof", (format) => {
  const { url, headers } = signMessage(receiver({ format }), message, now);
  expect(url.search).toBe("?token=a%2Bb");
  expect(Object.keys(headers).toSorted()).toEqual(["content-type", "user-agent"]);
});
