import { createHmac } from "node:crypto";
import { keyOf, type WebhookReceiver } from "../config/webhook-config.ts";

interface SignedRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Where a message goes and under which headers, so that the receiver can tell who sent it and that it has had it
 * before. generic: the Standard Webhooks headers (standardwebhooks.com) and Idempotency-Key. DingTalk: `timestamp` and
 * `sign` in the query, as its document on signed robots has it. The others' URLs are all the proof they take.
 */
export function signMessage(
  { format, url, secret }: WebhookReceiver,
  { id, body }: { readonly id: string; readonly body: string },
  now: number,
): SignedRequest {
  const headers = { "content-type": "application/json; charset=utf-8", "user-agent": "Cruiseboard" };
  if (format === "dingtalk" && secret !== null) return { url: signedForDingtalk(url, secret, now), headers };
  if (format !== "generic") return { url, headers };
  const timestamp = String(Math.floor(now / 1000));
  return {
    url,
    headers: {
      ...headers,
      "idempotency-key": id,
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      ...(secret !== null && {
        "webhook-signature": `v1,${hmac(keyOf(secret), `${id}.${timestamp}.${body}`)}`,
      }),
    },
  };
}

function signedForDingtalk(url: URL, secret: string, now: number): URL {
  const signed = new URL(url);
  signed.searchParams.set("timestamp", String(now));
  signed.searchParams.set("sign", hmac(Buffer.from(secret), `${now}\n${secret}`));
  return signed;
}

function hmac(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64");
}
