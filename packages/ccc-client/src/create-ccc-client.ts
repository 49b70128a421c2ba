import { type CccCredentials, checkedCredentials, createRedaction } from "./ccc-credentials.ts";
import { CccAbortedError } from "./ccc-error.ts";
import type { Connections } from "./connections.ts";
import {
  type CampaignKey,
  type CccAnswer,
  describeCampaign,
  describeCampaignBody,
  readAnswer,
} from "./describe-agent-cruise-dialing-campaign.ts";
import {
  beginCall,
  type DeadlineTimers,
  exchange,
  type HttpReply,
  type PendingCall,
  type SignedRequest,
  systemTimers,
} from "./exchange.ts";
import { signTc3 } from "./sign-tc3.ts";

export interface CccCallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds added to the local clock when signing, where the upstream's clock is known to be the right one. */
  readonly clockOffsetMs?: number;
}

export interface CccClient {
  /**
   * Loads what calls are made with, which takes a tenth of a backend's start. A call does so itself, but whoever paces
   * calls would not know that the first one left late.
   */
  prepare(): Promise<void>;
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
  const { maxConnections = defaultMaxConnections } = options;
  const endpoint = checkedEndpoint(options.endpoint);
  const credentials = checkedCredentials(options.credentials);
  const redact = createRedaction(credentials);
  const pending = new Set<PendingCall>();
  let connections: Promise<Connections> | null = null;
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

  function connect(): Promise<Connections> {
    connections ??= import("./connections.ts").then((module) =>
      module.openConnections(maxConnections, timeoutMs),
    );
    return connections;
  }

  async function send(request: SignedRequest, call: PendingCall): Promise<HttpReply> {
    return exchange((await connect()).dispatcher, request, call);
  }

  async function closeConnections(): Promise<void> {
    await (await connections)?.close();
  }

  return {
    async prepare() {
      await connect();
    },
    async describeAgentCruiseDialingCampaign(key, { signal, clockOffsetMs = 0 } = {}) {
      if (closing !== null) throw new CccAbortedError("The client is closed");
      const request = sign(describeCampaignBody(key), clockOffsetMs);
      const call = beginCall(timeoutMs, timers, signal);
      pending.add(call);
      try {
        call.signal.throwIfAborted();
        const reply = await Promise.race([send(request, call), call.cancelled]);
        return readAnswer(reply, call.head, redact);
      } finally {
        pending.delete(call);
        call.end();
      }
    },
    close() {
      for (const call of pending) call.abort("The client was closed");
      closing ??= closeConnections();
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
