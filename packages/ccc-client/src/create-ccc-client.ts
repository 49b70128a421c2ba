import { CccAbortedError } from "./ccc-error.ts";
import { describeCampaign } from "./describe-agent-cruise-dialing-campaign.ts";
import { describeStaffStatus } from "./describe-staff-status-metrics.ts";
import { beginCall, type DeadlineTimers, exchange, openConnections, type PendingCall } from "./exchange.ts";
import type { Proxies } from "./proxies.ts";
import { type Action, createRedaction, readAnswer } from "./read-answer.ts";
import { type CccCredentials, signTc3 } from "./sign-tc3.ts";

export interface CccClientOptions {
  /** Scheme, host and port, such as `https://ccc.tencentcloudapi.com`. */
  readonly endpoint: URL | string;
  readonly credentials: CccCredentials;
  /** For connecting, head and body together; default 8000. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
  readonly timers?: DeadlineTimers;
  readonly maxConnections?: number;
  /** Default: none. */
  readonly proxies?: Proxies | null;
}

const version = "2020-02-10";
/** More than 20 calls a second × 8 s: calls do not wait for a socket even if the upstream hangs. */
const defaultMaxConnections = 200;

/** `clockOffsetMs` is added to the local clock when signing. */
export interface CccCallOptions {
  readonly signal?: AbortSignal;
  readonly clockOffsetMs?: number;
}

export type CccClient = ReturnType<typeof createCccClient>;

/**
 * `endpoint` and credentials as the configuration has checked them.
 * @example
 * const client = createCccClient({ endpoint: "https://ccc.tencentcloudapi.com", credentials });
 * const { facts } = await client.describeAgentCruiseDialingCampaign({ sdkAppId: 1400000000, campaignId: 2569 });
 */
export function createCccClient({
  credentials,
  timeoutMs = 8000,
  now = Date.now,
  timers = globalThis,
  maxConnections = defaultMaxConnections,
  proxies = null,
  ...options
}: CccClientOptions) {
  const endpoint = new URL(options.endpoint);
  const redact = createRedaction(credentials);
  const pending = new Set<PendingCall>();
  const connections = openConnections(maxConnections, timeoutMs, proxies);
  let closing: Promise<void> | null = null;

  /** Throws CccError. Never retries: that would cost quota. */
  function callOf<Target, Read extends { readonly requestId: string | null }>(of: Action<Target, Read>) {
    return async (target: Target, { signal, clockOffsetMs = 0 }: CccCallOptions = {}) => {
      if (closing !== null) throw new CccAbortedError("The client is closed");
      const { action, schema, longestAnswer } = of;
      const body = JSON.stringify(of.bodyOf(target));
      const timestamp = Math.floor((now() + clockOffsetMs) / 1000);
      const headers = signTc3({ host: endpoint.host, action, version, body }, credentials, timestamp);
      const call = beginCall(timeoutMs, timers, signal);
      pending.add(call);
      try {
        call.signal.throwIfAborted();
        const request = { endpoint, body, headers, longestAnswer };
        const exchanged = exchange(connections.dispatcher, request, call, proxies);
        return readAnswer(await Promise.race([exchanged, call.cancelled]), call.head, schema, redact);
      } finally {
        pending.delete(call);
        call.end();
      }
    };
  }

  return {
    /** Observes one campaign. */
    describeAgentCruiseDialingCampaign: callOf(describeCampaign),
    /** Observes the present status of all agents of an application. */
    describeStaffStatusMetrics: callOf(describeStaffStatus),
    /** Aborts pending calls and closes all sockets. Idempotent. */
    close(): Promise<void> {
      for (const call of pending) call.abort("The client was closed");
      closing ??= connections.close();
      return closing;
    },
  };
}
