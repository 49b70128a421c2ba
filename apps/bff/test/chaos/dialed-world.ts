import type { SimulatedCampaignOrder } from "@cruiseboard/testing";

/** Campaigns that are dialed in even rounds, so that what is true of each at any time can be worked out. */
export interface DialedWorld {
  readonly orders: readonly SimulatedCampaignOrder[];
  readonly campaignIds: readonly number[];
  readonly total: number;
  /** Callees called at a time, epoch ms. */
  calledAt(campaignId: number, time: number): number;
}

const firstId = 5000;
const total = 100_000;
const hour = 3_600_000;

/** @param begun epoch ms; dialing began ten minutes before. */
export function createDialedWorld(campaigns: number, begun: number): DialedWorld {
  const start = Math.floor(begun / 1000) * 1000 - 600_000;
  const orders = Array.from({ length: campaigns }, (_, index) => ({
    campaignId: firstId + index,
    concurrency: 1 + (index % 5),
    // A round every one to four seconds: something new at every look.
    ratePerMinute: (1 + (index % 5)) * (15 + ((index * 7) % 45)),
    total,
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + 12 * hour).toISOString(),
  }));
  const byId = new Map(orders.map((order) => [order.campaignId, order]));
  return {
    orders,
    campaignIds: [...byId.keys()],
    total,
    calledAt(campaignId, time) {
      const { concurrency = 0, ratePerMinute = 1 } = byId.get(campaignId) ?? {};
      const roundMs = (concurrency * 60_000) / ratePerMinute;
      // The simulator places rounds at whole milliseconds.
      const rounds = Math.floor((time - start + 0.5) / roundMs) + 1;
      return Math.min(total, Math.max(0, rounds * concurrency));
    },
  };
}
