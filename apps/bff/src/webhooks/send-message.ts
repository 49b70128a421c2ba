import { createHmac } from "node:crypto";
import { z } from "zod";
import { keyOf, type WebhookReceiver } from "../config/webhook-config.ts";
import { readJson } from "../store/read-json.ts";
import type { OutboxMessage } from "../store/schema.ts";

/** refused: final · failed: may succeed later. `reason` holds no secret. */
export type Delivery =
  | { readonly outcome: "delivered" }
  | { readonly outcome: "refused"; readonly reason: string }
  | { readonly outcome: "failed"; readonly reason: string; readonly retryAfterMs: number | null };

export type SendMessage = ReturnType<typeof createSendMessage>;

export const webhookTimeoutMs = 10_000;
/** Bytes; the rest is not read. */
const largestAnswer = 16_384;
const mostReasonCharacters = 200;
const transientStatuses = new Set([408, 425, 429]);
/** Robots answer 200 with an error code: busy, or rate limited (WeCom 45009; DingTalk 90030, 130101, 410100). */
const transientCodes = new Set([-1, 45_009, 90_030, 130_101, 410_100]);

/** Sends a message once. Never throws, follows no redirect. */
export function createSendMessage(now: () => number, timeoutMs: number) {
  return async (
    receiver: WebhookReceiver,
    message: OutboxMessage,
    signal: AbortSignal,
  ): Promise<Delivery> => {
    const { url, headers } = signMessage(receiver, message, now());
    try {
      const response = await fetch(url, {
        method: "POST",
        headers,
        body: message.body,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return judge(receiver, response, await readStart(response));
    } catch (error) {
      return { outcome: "failed", reason: reasonOf(error), retryAfterMs: null };
    }
  };
}

function judge({ format }: WebhookReceiver, response: Response, text: string): Delivery {
  const { ok, status } = response;
  if (ok) return format === "wecom" || format === "dingtalk" ? judgeRobot(text) : { outcome: "delivered" };
  const reason = `status ${status}`;
  if (status >= 500 || transientStatuses.has(status))
    return { outcome: "failed", reason, retryAfterMs: retryAfterOf(response) };
  return { outcome: "refused", reason };
}

const robotAnswer = z.object({ errcode: z.unknown().optional(), errmsg: z.unknown().optional() });

function judgeRobot(text: string): Delivery {
  const { errcode, errmsg } = readJson(robotAnswer, text) ?? {};
  if (errcode === 0) return { outcome: "delivered" };
  if (typeof errcode !== "number")
    return { outcome: "failed", reason: "not a robot's answer", retryAfterMs: null };
  const reason = `errcode ${errcode}: ${String(errmsg).slice(0, mostReasonCharacters)}`;
  return transientCodes.has(errcode)
    ? { outcome: "failed", reason, retryAfterMs: null }
    : { outcome: "refused", reason };
}

function retryAfterOf(response: Response): number | null {
  const seconds = response.headers.get("retry-after");
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null;
}

async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= largestAnswer) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, largestAnswer);
}

/** The error's code: its message might hold the URL, a secret. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as {
    name?: unknown;
    cause?: { code?: unknown; cause?: { message?: unknown } };
  };
  if (name === "TimeoutError") return "no answer in time";
  const [, status] = /^Proxy response \((\d{3})\)/.exec(String(cause?.cause?.message)) ?? [];
  if (status) return `the proxy answers ${status}`;
  return typeof cause?.code === "string" ? cause.code : "the connection broke";
}

/** generic: standardwebhooks.com and Idempotency-Key. DingTalk: `timestamp` and `sign` in the query. Others are authorised by their URL alone. */
export function signMessage(
  { format, url, secret }: WebhookReceiver,
  { id, body }: { readonly id: string; readonly body: string },
  now: number,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
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

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest("base64");
