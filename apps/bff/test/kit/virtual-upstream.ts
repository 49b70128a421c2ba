import { type CccClient, CccError } from "@cruiseboard/ccc-client";
import type { CampaignKey } from "@cruiseboard/contract";
import type { Clock } from "../../src/clock.ts";
import { createArrivalLog } from "./arrival-log.ts";

/** What can be wrong with the upstream for a while. */
export type VirtualFault =
  | "internalError"
  | "badResponse"
  | "reset"
  | "hang"
  | "throttled"
  | "credentials"
  | "notFound";

export interface VirtualUpstreamOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly requestsPerSecond: number;
  /** Median of the round trip, ms; half of it passes before the request arrives. */
  readonly latencyMs: number;
  /** Each way is longer by up to this, evenly drawn, ms. */
  readonly jitterMs: number;
  /** Of all requests, the share that arrives half a second late; single ones, seconds apart. */
  readonly stragglers?: number;
  /** The campaign's truth at a moment. */
  readonly truth: (campaignId: number, at: number) => VirtualTruth | null;
}

/** As the upstream tells it; times in Unix seconds. */
export interface VirtualTruth {
  readonly state: number;
  readonly startTime: number;
  readonly endTime: number;
  readonly total: number;
  readonly called: number;
}

export interface VirtualUpstream {
  readonly client: CccClient;
  readonly arrivals: ReturnType<typeof createArrivalLog>;
  readonly refused: number;
  /** Requests under way. */
  readonly open: number;
  /** null: none. `share` of the requests meet it. */
  fault: { readonly kind: VirtualFault; readonly share: number } | null;
  /** Applications that the key may not see. */
  readonly denied: Set<number>;
  /** When a campaign's last answer was given, by the clock; for ages at the source. */
  readonly answered: Map<number, number>;
}

const clientTimeoutMs = 5000;
const stragglerMs = 500;
const stragglersApartMs = 3000;

/** An upstream without sockets: the real client's face, a budget enforced at arrival, latency on the given clock. */
export function createVirtualUpstream(options: VirtualUpstreamOptions): VirtualUpstream {
  const { clock, random } = options;
  const arrivals = createArrivalLog();
  const upstream = {
    arrivals,
    refused: 0,
    open: 0,
    fault: null as VirtualUpstream["fault"],
    denied: new Set<number>(),
    answered: new Map(),
  };
  /** Its own clock, which is right whatever the backend's is set to; epoch ms. */
  const epoch = clock.now() - clock.monotonic();
  const now = () => epoch + clock.monotonic();
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
  const oneWay = () => options.latencyMs / 2 + random() * options.jitterMs;

  let lastStraggler = Number.NEGATIVE_INFINITY;

  /** How much later than others a request arrives, ms. */
  function straggle(): number {
    const now = clock.monotonic();
    if (now - lastStraggler < stragglersApartMs || random() >= (options.stragglers ?? 0)) return 0;
    lastStraggler = now;
    return stragglerMs;
  }

  async function call({
    sdkAppId,
    campaignId,
  }: CampaignKey): ReturnType<CccClient["describeAgentCruiseDialingCampaign"]> {
    await wait(oneWay() + straggle());
    const count = arrivals.arrive(clock.monotonic());
    if (count > options.requestsPerSecond) {
      upstream.refused += 1;
      await wait(oneWay());
      throw new CccError("RequestLimitExceeded", "too many");
    }
    const { fault } = upstream;
    if (fault && random() < fault.share) await fail(fault.kind, wait, oneWay);
    if (upstream.denied.has(sdkAppId)) {
      await wait(oneWay());
      throw new CccError("UnauthorizedOperation", "not allowed");
    }
    const truth = options.truth(campaignId, now());
    await wait(oneWay());
    if (!truth) throw new CccError("InvalidParameterValue", "no such campaign");
    upstream.answered.set(campaignId, now());
    return { facts: factsOf(campaignId, truth), serverDate: Math.floor(now() / 1000) * 1000 };
  }

  const client: CccClient = {
    async describeAgentCruiseDialingCampaign(key) {
      upstream.open += 1;
      try {
        return await call(key);
      } finally {
        upstream.open -= 1;
      }
    },
    describeStaffStatusMetrics: () => Promise.reject(new CccError("UnauthorizedOperation", "not allowed")),
    close: () => Promise.resolve(),
  };
  return Object.assign(upstream, { client });
}

async function fail(
  kind: VirtualFault,
  wait: (ms: number) => Promise<void>,
  oneWay: () => number,
): Promise<void> {
  await wait(kind === "hang" ? clientTimeoutMs : oneWay());
  if (kind === "reset") throw new CccError("ClientError.Network", "connection reset");
  if (kind === "hang") throw new CccError("ClientError.Timeout", "no answer in time");
  if (kind === "badResponse") throw new CccError("ClientError.BadResponse", "HTTP 502");
  throw new CccError(errorCodes[kind], "as ordered");
}

const errorCodes = {
  internalError: "InternalError",
  throttled: "RequestLimitExceeded",
  credentials: "AuthFailure.SecretIdNotFound",
  notFound: "ResourceNotFound",
} as const;

function factsOf(campaignId: number, truth: VirtualTruth) {
  return {
    name: `Campaign ${campaignId}`,
    agent: `agent-${campaignId % 20}@team.example.com`,
    concurrency: 3,
    startTime: truth.startTime * 1000,
    endTime: truth.endTime * 1000,
    callOrderCode: 0,
    uui: "",
    stateCode: truth.state,
    totalCallees: truth.total,
    calledCallees: truth.called,
    requestId: `request-${campaignId}`,
  };
}
