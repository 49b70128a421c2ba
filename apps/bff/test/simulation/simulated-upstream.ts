import { type CccClient, CccError } from "@cruiseboard/ccc-client";
import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Dice } from "./dice.ts";
import type { SimulatedProcess } from "./simulated-process.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";
import { truthOf, type WorldCampaign } from "./world-campaigns.ts";

/** What can be wrong with the upstream as a whole for a while. */
export const upstreamFaults = [
  "reset",
  "hang",
  "slow",
  "internalError",
  "badResponse",
  "throttled",
  "credentials",
] as const;
type UpstreamFault = (typeof upstreamFaults)[number];

export interface SimulatedUpstream {
  readonly campaigns: ReadonlyMap<string, WorldCampaign>;
  /** Applications that the key may not see. */
  readonly denied: ReadonlySet<number>;
  /** null: it is well. `share` of the requests meet the fault. */
  fault: { readonly kind: UpstreamFault; readonly share: number } | null;
  /** When something was last wrong with it as a whole. */
  readonly troubledAt: number;
  setDenied(sdkAppId: number, denied: boolean): void;
  /** When an application was last denied or allowed. */
  readonly permissionsChangedAt: number;
  /** The client of one process, which signs by `now`, epoch ms. */
  connect(process: SimulatedProcess, name: string, now: () => number): CccClient;
  /** When `name` last had a request arrive. */
  lastArrivalOf(name: string): number;
  /** Requests under way. */
  openOf(name: string): number;
}

export interface SimulatedUpstreamOptions {
  readonly timeline: Timeline;
  readonly epochMs: number;
  readonly dice: Dice;
  readonly trace: Trace;
  readonly requestsPerSecond: number;
  readonly campaigns: readonly WorldCampaign[];
  readonly onOverBudget: (count: number) => void;
}

const timeoutMs = 5000;
/** A request takes this long to arrive, and its answer to come back, ms; the way there varies by less than 50 ms. */
const wayMs = { least: 15, varies: 30 } as const;
/** Single requests arrive so much later, seconds apart. */
const stragglers = { share: 0.002, lateMs: 500, apartMs: 4000 } as const;
const signatureHoldsMs = 300_000;

export function createSimulatedUpstream(options: SimulatedUpstreamOptions): SimulatedUpstream {
  const { timeline, dice, trace, requestsPerSecond } = options;
  const campaigns = new Map(options.campaigns.map((campaign) => [campaignPath(campaign.key), campaign]));
  const denied = new Set<number>();
  const lastArrival = new Map<string, number>();
  const open = new Map<string, number>();
  let window: number[] = [];
  let lastStraggler = Number.NEGATIVE_INFINITY;
  let fault: SimulatedUpstream["fault"] = null;
  let troubledAt = Number.NEGATIVE_INFINITY;
  let permissionsChangedAt = Number.NEGATIVE_INFINITY;

  /** How many requests the second that ends now holds, this one included. */
  function countArrival(name: string, key: CampaignKey): number {
    const { now } = timeline;
    window = window.filter((time) => time > now - 1000);
    window.push(now);
    lastArrival.set(name, now);
    trace.count(key.campaignId);
    if (window.length > requestsPerSecond) options.onOverBudget(window.length);
    return window.length;
  }

  function wayThereMs(): number {
    const way = wayMs.least + Math.floor(dice.random() * wayMs.varies);
    const straggles = dice.chance(stragglers.share) && timeline.now - lastStraggler > stragglers.apartMs;
    if (!straggles) return way;
    lastStraggler = timeline.now;
    return way + stragglers.lateMs;
  }

  /** What the upstream says to a request that arrives now, and how much later, ms; Infinity: it never does. */
  function reply(name: string, key: CampaignKey, signedAt: number): { afterMs: number; answer: Answer } {
    const count = countArrival(name, key);
    const serverDate = Math.floor((options.epochMs + timeline.now) / 1000) * 1000;
    const refuse = (code: string) => new CccError(code, `${code} as told`, { serverDate });
    const limit = fault?.kind === "throttled" ? requestsPerSecond / 3 : requestsPerSecond;
    if (count > limit) return { afterMs: 2, answer: refuse("RequestLimitExceeded") };
    const met = fault && fault.kind !== "throttled" && dice.chance(fault.share) ? fault.kind : null;
    if (met === "hang") return { afterMs: Number.POSITIVE_INFINITY, answer: refuse("hang") };
    if (met === "reset")
      return { afterMs: 1, answer: new CccError("ClientError.Network", "connection reset") };
    if (met === "badResponse")
      return { afterMs: 1, answer: new CccError("ClientError.BadResponse", "HTTP 502", { serverDate }) };
    if (met === "internalError") return { afterMs: 1, answer: refuse("InternalError") };
    if (met === "credentials") return { afterMs: 1, answer: refuse("AuthFailure.SecretIdNotFound") };
    const afterMs = met === "slow" ? dice.between(500, 4500) : dice.between(2, 20);
    if (Math.abs(signedAt - timeline.now) > signatureHoldsMs)
      return { afterMs, answer: refuse("AuthFailure.SignatureExpire") };
    if (denied.has(key.sdkAppId)) return { afterMs, answer: refuse("UnauthorizedOperation.CamNoAuth") };
    const campaign = campaigns.get(campaignPath(key));
    if (!campaign || timeline.now >= campaign.forgottenAt)
      return { afterMs, answer: refuse("InvalidParameterValue.CampaignNotFound") };
    return { afterMs, answer: { facts: factsOf(campaign), serverDate } };
  }

  function factsOf(campaign: WorldCampaign) {
    const { state, called } = truthOf(campaign, timeline.now);
    return {
      name: `Campaign ${campaign.key.campaignId}`,
      agent: `agent-${campaign.key.campaignId % 7}@team.example.com`,
      concurrency: 3,
      startTime: Math.floor((options.epochMs + campaign.opens) / 1000) * 1000,
      endTime: Math.floor((options.epochMs + campaign.closes) / 1000) * 1000,
      callOrderCode: 0,
      uui: "",
      stateCode: state,
      totalCallees: campaign.total,
      calledCallees: called,
      requestId: `r-${timeline.now}`,
    };
  }

  function ask(
    process: SimulatedProcess,
    name: string,
    key: CampaignKey,
    signedAt: number,
    signal: AbortSignal | undefined,
  ): Promise<Exclude<Answer, Error>> {
    const sentAt = timeline.now;
    return new Promise((resolve, reject) => {
      const give = (answer: Answer) => (answer instanceof Error ? reject(answer) : resolve(answer));
      const onAbort = () => reject(new CccError("ClientError.Aborted", "The caller aborted the call"));
      if (signal?.aborted) return onAbort();
      signal?.addEventListener("abort", onAbort);
      const finish = (answer: Answer) => {
        signal?.removeEventListener("abort", onAbort);
        give(answer);
      };
      // What is on its way arrives, whatever becomes of whoever sent it.
      timeline.at(wayThereMs(), () => {
        const { afterMs, answer } = reply(name, key, signedAt);
        const inTime = timeline.now + afterMs + wayMs.least <= sentAt + timeoutMs;
        if (inTime) process.deliver(Math.ceil(afterMs) + wayMs.least, () => finish(answer));
        else
          process.deliver(Math.max(0, sentAt + timeoutMs - timeline.now), () =>
            finish(new CccError("ClientError.Timeout", `No complete answer within ${timeoutMs} ms`)),
          );
      });
    });
  }

  return {
    campaigns,
    denied,
    get fault() {
      return fault;
    },
    set fault(next) {
      troubledAt = timeline.now;
      fault = next;
    },
    get troubledAt() {
      return fault === null ? troubledAt : timeline.now;
    },
    setDenied(sdkAppId, isDenied) {
      permissionsChangedAt = timeline.now;
      if (isDenied) denied.add(sdkAppId);
      else denied.delete(sdkAppId);
    },
    get permissionsChangedAt() {
      return permissionsChangedAt;
    },
    connect: (process, name, now) => ({
      async describeAgentCruiseDialingCampaign(key, { signal, clockOffsetMs = 0 } = {}) {
        open.set(name, (open.get(name) ?? 0) + 1);
        try {
          return await ask(process, name, key, now() + clockOffsetMs - options.epochMs, signal);
        } finally {
          open.set(name, (open.get(name) ?? 0) - 1);
        }
      },
      describeStaffStatusMetrics: () => Promise.reject(new CccError("UnauthorizedOperation", "not allowed")),
      close: () => Promise.resolve(),
    }),
    lastArrivalOf: (name) => lastArrival.get(name) ?? Number.NEGATIVE_INFINITY,
    openOf: (name) => open.get(name) ?? 0,
  };
}

type Answer = Awaited<ReturnType<CccClient["describeAgentCruiseDialingCampaign"]>> | Error;
