import { type BoardAnswer, boardAnswerSchema, type Campaign } from "@cruiseboard/contract";
import { ask } from "../kit/ask.ts";
import type { DialedWorld } from "./dialed-world.ts";

/** Somebody who keeps a board open through everything, and holds each number against the truth. */
export interface ChaosViewer {
  /** One poll; false: nobody answered. */
  poll(): Promise<boolean>;
  /** When it was last answered, epoch ms. */
  readonly answeredAt: number;
  /** What is wrong with anything that was ever shown. */
  readonly falsehoods: readonly string[];
  /** Whether the upstream had refused requests as too many, by the last answer: the backend slows down, and its promises do. */
  readonly isThrottled: boolean;
  /** The campaigns as shown last. */
  readonly campaigns: ReadonlyMap<number, Campaign>;
  /** What was shown of a campaign: called callees and when they were first observed, epoch ms by the right clock. */
  shown(campaignId: number): ReadonlyMap<number, number>;
}

/** What viewers know of the backends' clocks; see ChaosStage. */
interface Clocks {
  readonly clocksAhead: readonly number[];
  readonly clockSetAt: number;
}

/** What was observed may have been true up to so long before: the deadline of a call, ms, and some air. */
const underWayMs = 6000;
/** Clocks of three processes on one machine, ms. */
const toleranceMs = 30;
/** After a minute a running campaign's values are stale, which the board notices once a second. */
const liveForMs = 62_000;
/** So long after a clock was set, ms, the board may not have noticed yet. */
const noticesWithinMs = 3000;

/** @param urlOf where the backend listens at the time; null: nowhere. */
export function createChaosViewer(
  world: DialedWorld,
  urlOf: () => string | null,
  clocks: Clocks,
): ChaosViewer {
  const falsehoods: string[] = [];
  const campaigns = new Map<number, Campaign>();
  const shown = new Map<number, Map<number, number>>(world.campaignIds.map((id) => [id, new Map()]));
  let cursor = "";
  let isThrottled = false;
  let answeredAt = 0;

  function take({ campaigns: rows, serverTime, full, cursor: next, upstream }: BoardAnswer): void {
    cursor = next;
    isThrottled = upstream.status === "throttled";
    if (full) campaigns.clear();
    for (const campaign of rows) {
      campaigns.set(campaign.campaignId, campaign);
      if (shown.has(campaign.campaignId)) check(campaign, Date.parse(serverTime));
    }
  }

  function check(campaign: Campaign, serverTime: number): void {
    const { campaignId, calledCallees, totalCallees, observedAt, freshness } = campaign;
    if (observedAt === null) return;
    const at = Date.parse(observedAt);
    const trueAt = clocks.clocksAhead
      .map((aheadMs) => at - aheadMs)
      .find((time) => isTrue(campaignId, calledCallees, time));
    if (trueAt === undefined)
      falsehoods.push(
        `${campaignId}: ${calledCallees} called at ${observedAt}, which was ${world.calledAt(campaignId, at)}`,
      );
    if (totalCallees !== world.total) falsehoods.push(`${campaignId}: a total of ${totalCallees}`);
    const noticed = Date.now() - clocks.clockSetAt > noticesWithinMs;
    if (noticed && freshness === "live" && serverTime - at > liveForMs)
      falsehoods.push(`${campaignId}: live at an age of ${serverTime - at} ms`);
    const values = shown.get(campaignId);
    // History keeps what changed, when it changed.
    if (calledCallees !== null && !values?.has(calledCallees)) values?.set(calledCallees, trueAt ?? at);
  }

  function isTrue(campaignId: number, called: number | null, at: number): boolean {
    const least = world.calledAt(campaignId, at - underWayMs);
    return called !== null && called >= least && called <= world.calledAt(campaignId, at + toleranceMs);
  }

  return {
    async poll() {
      const url = urlOf();
      if (url === null) return false;
      const path = `/api/v1/campaigns${cursor && `?since=${encodeURIComponent(cursor)}`}`;
      const reply = await ask(url, path).catch(() => null);
      if (reply) answeredAt = Date.now();
      if (reply?.status === 200) take(boardAnswerSchema.parse(reply.json()));
      return reply?.status === 200 || reply?.status === 304;
    },
    falsehoods,
    get answeredAt() {
      return answeredAt;
    },
    get isThrottled() {
      return isThrottled;
    },
    campaigns,
    shown: (campaignId) => shown.get(campaignId) ?? new Map(),
  };
}
