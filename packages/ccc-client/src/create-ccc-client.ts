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
} from "./exchange.ts";
import { signTc3 } from "./sign-tc3.ts";

export interface CccCallOptions {
  readonly signal?: AbortSignal;
  /** Added to the local clock when signing: the upstream's clock minus ours. */
  readonly clockOffsetMs?: number;
}

export interface CccClient {
  /** Loads the HTTP client (undici, some 200 ms) ahead of the first call, which would otherwise leave late. */
  prepare(): Promise<void>;
  /**
   * Observes one campaign. Never retries: that would cost quota.
   * @throws CccError, or TypeError if the ids are not positive safe integers.
   */
  describeAgentCruiseDialingCampaign(key: CampaignKey, options?: CccCallOptions): Promise<CccAnswer>;
  /** Aborts pending calls and closes all sockets. Idempotent. */
  close(): Promise<void>;
}

export interface CccClientOptions {
  /** Scheme, host and port, such as `https://ccc.tencentcloudapi.com`. */
  readonly endpoint: URL | string;
  readonly credentials: CccCredentials;
  /** For connecting, head and body together; default 8000. */
  readonly timeoutMs?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly timers?: DeadlineTimers;
  readonly maxConnections?: number;
}

/** More than 20 calls a second × 8 s: calls do not wait for a socket even if the upstream hangs. */
const defaultMaxConnections = 200;

/**
 * @example
 * const client = createCccClient({ endpoint: "https://ccc.tencentcloudapi.com", credentials });
 * const { facts } = await client.describeAgentCruiseDialingCampaign({ sdkAppId: 1400000000, campaignId: 2569 });
 * @throws TypeError if endpoint or credentials are malformed.
 */
export function createCccClient(options: CccClientOptions): CccClient {
  const { timeoutMs = 8000, now = Date.now, timers = globalThis } = options;
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
    headers: signTc3(
      { host: endpoint.host, ...describeCampaign, body },
      credentials,
      Math.floor((now() + clockOffsetMs) / 1000),
    ),
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
      closing ??= Promise.resolve(connections).then((open) => open?.close());
      return closing;
    },
  };
}

function checkedEndpoint(endpoint: URL | string): URL {
  const url = new URL(endpoint);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError("The endpoint must be an http or https URL");
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username + url.password !== "") {
    throw new TypeError("The endpoint must be scheme, host and port only: the signature covers the path /");
  }
  return url;
}
