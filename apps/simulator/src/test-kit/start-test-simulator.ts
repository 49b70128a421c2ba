import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:http";
import { z } from "zod";
import type { SimulatorOptions } from "../create-simulator.ts";
import { createSimulator } from "../create-simulator.ts";
import type { Signing } from "./sign-request.ts";
import { signRequest } from "./sign-request.ts";

export const testCredentials = { secretId: "AKIDtest", secretKey: "key-of-the-test" };

export interface RawReply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const envelopeSchema = z.object({
  Response: z.looseObject({
    RequestId: z.uuid(),
    Error: z.strictObject({ Code: z.string(), Message: z.string().min(1) }).optional(),
  }),
});

/** One HTTP exchange on a connection of its own. Rejects if it breaks off. */
export async function exchange(
  url: string,
  options: {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
    signal?: AbortSignal;
  },
): Promise<RawReply> {
  const { method = "POST", path = "/", headers = {}, body = "", signal } = options;
  const call = request(new URL(path, url), { method, headers, agent: false, ...(signal && { signal }) });
  call.end(body);
  const [response] = await once(call, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode,
    headers: response.headers,
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

/** `Response` of a reply, once it is sure that the envelope is right. */
export function responseOf({ status, headers, text }: RawReply) {
  if (status !== 200 || headers["content-type"] !== "application/json" || headers.date === undefined) {
    throw new Error(`not an answer of the gateway: ${status} ${text.slice(0, 100)}`);
  }
  return envelopeSchema.parse(JSON.parse(text)).Response;
}

export interface CallChanges extends Partial<Signing> {
  /** Headers that are laid over the signed ones, unsigned; an empty one is left out. */
  headers?: Record<string, string>;
  method?: string;
  path?: string;
  signal?: AbortSignal;
  campaignId?: number;
  /** What is sent instead of what was signed. */
  sentBody?: string;
}

/** A simulator on a free port, and a caller that signs correctly by default. */
export async function startTestSimulator(options: Partial<SimulatorOptions> = {}) {
  const simulator = createSimulator({
    ...testCredentials,
    campaigns: 8,
    requestsPerSecond: 10_000,
    ...options,
  });
  const url = await simulator.listen();
  const wall = options.wall ?? Date.now;
  const call = (changes: CallChanges = {}) => {
    const { headers = {}, method, path, signal, campaignId = 2569, sentBody, ...signing } = changes;
    const body = signing.body ?? JSON.stringify({ SdkAppId: 1_400_000_000, CampaignId: campaignId });
    const signed = signRequest({
      ...testCredentials,
      host: new URL(url).host,
      timestamp: Math.floor(wall() / 1000),
      ...signing,
      body,
    });
    const sent = Object.entries({ ...signed, ...headers }).filter(([, value]) => value !== "");
    return exchange(url, {
      headers: Object.fromEntries(sent),
      body: sentBody ?? body,
      ...(method && { method }),
      ...(path && { path }),
      ...(signal && { signal }),
    });
  };
  return {
    simulator,
    url,
    call,
    answer: async (changes?: CallChanges) => responseOf(await call(changes)),
    code: async (changes?: CallChanges) => responseOf(await call(changes)).Error?.Code ?? "none",
    control: async (method: string, path: string, body?: unknown) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const reply = await exchange(url, { method, path: `/control/${path}`, body: text });
      const parsed: unknown = JSON.parse(reply.text);
      return { status: reply.status, body: parsed };
    },
  };
}
