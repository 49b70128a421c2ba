import type { z } from "zod";
import { type CccCredentials, checkedCredentials, createRedaction } from "./ccc-credentials.ts";
import { CccAbortedError } from "./ccc-error.ts";
import {
  type CampaignKey,
  campaignSchema,
  describeCampaign,
  describeCampaignBody,
} from "./describe-agent-cruise-dialing-campaign.ts";
import {
  describeStaffStatus,
  describeStaffStatusBody,
  staffSchema,
} from "./describe-staff-status-metrics.ts";
import { beginCall, type DeadlineTimers, exchange, openConnections, type PendingCall } from "./exchange.ts";
import type { Proxies } from "./proxies.ts";
import { type CccAnswer, readAnswer } from "./read-answer.ts";
import { signTc3 } from "./sign-tc3.ts";

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

/** More than 20 calls a second × 8 s: calls do not wait for a socket even if the upstream hangs. */
const defaultMaxConnections = 200;

/** Bytes. Campaigns are below 4 KiB; each of some thousand agents is below 1 KiB. */
const longestAnswers = { campaign: 64 * 1024, staff: 16 * 1024 * 1024 } as const;

/** `clockOffsetMs` is added to the local clock when signing. */
export interface CccCallOptions {
  readonly signal?: AbortSignal;
  readonly clockOffsetMs?: number;
}

export type CccClient = ReturnType<typeof createCccClient>;

/**
 * @example
 * const client = createCccClient({ endpoint: "https://ccc.tencentcloudapi.com", credentials });
 * const { facts } = await client.describeAgentCruiseDialingCampaign({ sdkAppId: 1400000000, campaignId: 2569 });
 * @throws TypeError if endpoint or credentials are malformed.
 */
export function createCccClient(options: CccClientOptions) {
  const { timeoutMs = 8000, now = Date.now, timers = globalThis } = options;
  const { maxConnections = defaultMaxConnections, proxies = null } = options;
  const endpoint = checkedEndpoint(options.endpoint);
  const credentials = checkedCredentials(options.credentials);
  const redact = createRedaction(credentials);
  const pending = new Set<PendingCall>();
  const connections = openConnections(maxConnections, timeoutMs, proxies);
  let closing: Promise<void> | null = null;

  /** Never retries: that would cost quota. */
  async function send<Read extends { readonly requestId: string | null }>(
    { action, version }: Readonly<Record<"action" | "version", string>>,
    body: string,
    schema: z.ZodType<Read>,
    longestAnswer: number,
    { signal, clockOffsetMs = 0 }: CccCallOptions,
  ): Promise<CccAnswer<Read>> {
    if (closing !== null) throw new CccAbortedError("The client is closed");
    const timestamp = Math.floor((now() + clockOffsetMs) / 1000);
    const headers = signTc3({ host: endpoint.host, action, version, body }, credentials, timestamp);
    const request = { endpoint, body, headers, longestAnswer };
    const call = beginCall(timeoutMs, timers, signal);
    pending.add(call);
    try {
      call.signal.throwIfAborted();
      const exchanged = exchange(connections.dispatcher, request, call, proxies);
      return readAnswer(await Promise.race([exchanged, call.cancelled]), call.head, schema, redact);
    } finally {
      pending.delete(call);
      call.end();
    }
  }

  return {
    /**
     * Observes one campaign.
     * @throws CccError, or TypeError if the ids are not positive safe integers.
     */
    async describeAgentCruiseDialingCampaign(key: CampaignKey, options: CccCallOptions = {}) {
      const body = describeCampaignBody(key);
      return send(describeCampaign, body, campaignSchema, longestAnswers.campaign, options);
    },
    /**
     * Observes the present status of all agents of an application.
     * @throws as above.
     */
    async describeStaffStatusMetrics(of: { readonly sdkAppId: number }, options: CccCallOptions = {}) {
      const body = describeStaffStatusBody(of);
      return send(describeStaffStatus, body, staffSchema, longestAnswers.staff, options);
    },
    /** Aborts pending calls and closes all sockets. Idempotent. */
    close(): Promise<void> {
      for (const call of pending) call.abort("The client was closed");
      closing ??= connections.close();
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
