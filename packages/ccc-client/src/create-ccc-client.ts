import { CccError, type ResponseHead } from "./ccc-error.ts";
import { describeCampaign } from "./describe-agent-cruise-dialing-campaign.ts";
import { describeStaffStatus } from "./describe-staff-status-metrics.ts";
import { exchange, openConnections } from "./exchange.ts";
import type { Proxies } from "./proxies.ts";
import { type Action, createRedaction, readAnswer } from "./read-answer.ts";
import { type CccCredentials, signTc3 } from "./sign-tc3.ts";

/** Replaceable for tests. */
interface DeadlineTimers {
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

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
  const connections = openConnections(maxConnections, timeoutMs, proxies);
  const closing = new AbortController();
  let closed: Promise<void> | null = null;

  /** Throws CccError. Never retries: that would cost quota. */
  function callOf<Target, Read extends { readonly requestId: string | null }>(of: Action<Target, Read>) {
    return async (target: Target, { signal: caller, clockOffsetMs = 0 }: CccCallOptions = {}) => {
      const { action, schema, longestAnswer } = of;
      const body = JSON.stringify(of.bodyOf(target));
      const timestamp = Math.floor((now() + clockOffsetMs) / 1000);
      const headers = signTc3({ host: endpoint.host, action, version, body }, credentials, timestamp);
      const head: ResponseHead = { httpStatus: null, serverDate: null };
      const late = new AbortController();
      const timer = timers.setTimeout(() => late.abort(), timeoutMs);
      const signal = AbortSignal.any([late.signal, closing.signal, ...(caller ? [caller] : [])]);
      const endedEarly = () =>
        late.signal.aborted
          ? new CccError("ClientError.Timeout", `No complete answer within ${timeoutMs} ms`, head)
          : new CccError(
              "ClientError.Aborted",
              caller?.aborted ? "The caller aborted the call" : "The client was closed",
              head,
            );
      // Undici rejects later if the call queues or connects.
      const { promise: cancelled, reject } = Promise.withResolvers<never>();
      const onAbort = () => reject(endedEarly());
      // Node keeps a combined signal as long as it has a listener.
      signal.addEventListener("abort", onAbort);
      try {
        if (signal.aborted) throw endedEarly();
        const request = { endpoint, body, headers, longestAnswer, signal };
        const exchanged = exchange(connections.dispatcher, request, head, proxies);
        return readAnswer(await Promise.race([cancelled, exchanged]), head, schema, redact);
      } finally {
        signal.removeEventListener("abort", onAbort);
        timers.clearTimeout(timer);
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
      closing.abort();
      closed ??= connections.close();
      return closed;
    },
  };
}
