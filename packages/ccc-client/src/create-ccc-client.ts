import { type CccCredentials, checkedCredentials, createRedaction } from "./ccc-credentials.ts";
import { CccAbortedError, CccApiError, CccResponseError } from "./ccc-error.ts";
import { openConnections } from "./connections.ts";
import {
  type CampaignFacts,
  type CampaignKey,
  type CampaignReply,
  describeCampaign,
  describeCampaignBody,
  readCampaignReply,
} from "./describe-agent-cruise-dialing-campaign.ts";
import { exchange, type HttpReply } from "./exchange.ts";
import {
  beginCall,
  type DeadlineTimers,
  type PendingCall,
  type ResponseHead,
  systemTimers,
} from "./pending-call.ts";
import { signTc3 } from "./sign-tc3.ts";

export interface CccAnswer {
  readonly facts: CampaignFacts;
  /** The response's Date header in epoch milliseconds, precise to a second; null when there was none. */
  readonly serverDate: number | null;
}

export interface CccCallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds added to the local clock when signing, where the upstream's clock is known to be the right one. */
  readonly clockOffsetMs?: number;
}

export interface CccClient {
  /**
   * Asks for the present state of one campaign, once: a repetition is the caller's decision, since it costs quota.
   * Rejects with a CccError, or with a TypeError for a key of other than positive safe integers.
   */
  describeAgentCruiseDialingCampaign(key: CampaignKey, options?: CccCallOptions): Promise<CccAnswer>;
  /** Aborts what is in flight and ends every socket. May be called again. */
  close(): Promise<void>;
}

export interface CccClientOptions {
  /** Scheme, host and port; https://ccc.tencentcloudapi.com or a proxy of it. */
  readonly endpoint: URL | string;
  readonly credentials: CccCredentials;
  /** Over connecting, head and body together. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
  readonly timers?: DeadlineTimers;
  readonly language?: "zh-CN" | "en-US";
  readonly maxConnections?: number;
}

/** Above 20 calls a second × 8 s: even when the upstream hangs, a call need not wait for a socket before it is sent. */
const defaultMaxConnections = 200;

/** @throws TypeError for an endpoint or credentials that could never work. */
export function createCccClient(options: CccClientOptions): CccClient {
  const { timeoutMs = 8000, now = Date.now, timers = systemTimers, language } = options;
  const endpoint = checkedEndpoint(options.endpoint);
  const credentials = checkedCredentials(options.credentials);
  const redact = createRedaction(credentials);
  const connections = openConnections(options.maxConnections ?? defaultMaxConnections, timeoutMs);
  const pending = new Set<PendingCall>();
  let closing: Promise<void> | null = null;

  const sign = (body: string, clockOffsetMs: number) => ({
    endpoint,
    body,
    headers: {
      ...signTc3(
        { host: endpoint.host, ...describeCampaign, body },
        credentials,
        Math.floor((now() + clockOffsetMs) / 1000),
      ),
      ...(language === undefined ? {} : { "X-TC-Language": language }),
    },
  });

  return {
    async describeAgentCruiseDialingCampaign(key, { signal, clockOffsetMs = 0 } = {}) {
      if (closing !== null) throw new CccAbortedError("The client is closed");
      const request = sign(describeCampaignBody(key), clockOffsetMs);
      const call = beginCall(timeoutMs, timers, signal);
      pending.add(call);
      try {
        call.signal.throwIfAborted();
        const reply = await Promise.race([exchange(connections.dispatcher, request, call), call.cancelled]);
        return readAnswer(reply, call.head, redact);
      } finally {
        pending.delete(call);
        call.end();
      }
    },
    close() {
      for (const call of pending) call.abort("The client was closed");
      closing ??= connections.close();
      return closing;
    },
  };
}

function checkedEndpoint(endpoint: URL | string): URL {
  const url = new URL(endpoint);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError("The endpoint has to be an http or https URL");
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username + url.password !== "") {
    throw new TypeError("The endpoint has to be scheme, host and port only: the signature covers the path /");
  }
  return url;
}

function readAnswer(reply: HttpReply, head: ResponseHead, redact: (text: string) => string): CccAnswer {
  const content = readReply(reply);
  if (content.kind === "facts" && reply.httpStatus === 200) {
    return { facts: content.facts, serverDate: head.serverDate };
  }
  if (content.kind === "facts") {
    throw new CccResponseError(`HTTP ${reply.httpStatus} with a campaign`, {
      ...head,
      requestId: content.facts.requestId,
    });
  }
  const facts = { ...head, requestId: content.requestId === null ? null : redact(content.requestId) };
  if (content.kind === "refused") throw new CccApiError(redact(content.code), redact(content.message), facts);
  const type = reply.contentType === null ? "" : ` (${redact(reply.contentType).slice(0, 100)})`;
  throw new CccResponseError(`HTTP ${reply.httpStatus}${type}: ${content.reason}`, facts);
}

function readReply(reply: HttpReply): CampaignReply {
  if (reply.body.length === 0) return { kind: "malformed", reason: "empty body", requestId: null };
  try {
    return readCampaignReply(JSON.parse(utf8.decode(reply.body)));
  } catch {
    return { kind: "malformed", reason: `${reply.body.length} bytes that are no JSON`, requestId: null };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
