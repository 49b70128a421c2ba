import { type CampaignPlan, campaignAt, type campaignFields } from "./campaign-plan.ts";
import { drawPlan } from "./draw-plan.ts";
import { type OrderedCampaign, planOrderedCampaign } from "./ordered-campaign.ts";

export const firstCampaignId = 2569;

/** Values that a test forces upon fields: any JSON. */
type Overrides = Partial<Record<(typeof campaignFields)[number], unknown>>;

interface WorldOptions {
  sdkAppId: number;
  seed: number;
  campaigns: number;
  /** The time around which the windows of the seeded campaigns lie. */
  epoch: number;
}

export type World = ReturnType<typeof createWorld>;

/** A pure function of seed, campaign and time. Times are epoch milliseconds. */
export function createWorld({ sdkAppId, seed, campaigns, ...options }: WorldOptions) {
  const epoch = Math.floor(options.epoch / 1000) * 1000;
  /** Seeded plans are drawn at first use. null: removed. */
  const plans = new Map<number, CampaignPlan | null>();
  const overrides = new Map<number, Overrides>();

  function isSeeded(id: number): boolean {
    return Number.isInteger(id) && id >= firstCampaignId && id < firstCampaignId + campaigns;
  }

  function find(id: number): CampaignPlan | null {
    const known = plans.get(id);
    if (known !== undefined || !isSeeded(id)) return known ?? null;
    const plan = drawPlan(seed, id - firstCampaignId, id, epoch);
    plans.set(id, plan);
    return plan;
  }

  return {
    sdkAppId,
    seed,
    epoch,
    campaignIds: () => {
      const seeded = Array.from({ length: campaigns }, (_, index) => firstCampaignId + index);
      const ids = [...new Set([...seeded, ...plans.keys()])];
      return ids.filter((id) => plans.get(id) !== null).toSorted((a, b) => a - b);
    },
    find,
    answerAt: (id: number, time: number): Record<string, unknown> | null => {
      const plan = find(id);
      return plan && { ...campaignAt(plan, time), ...overrides.get(id) };
    },
    add: (order: OrderedCampaign) => {
      overrides.delete(order.campaignId);
      plans.set(order.campaignId, planOrderedCampaign(order));
    },
    override: (id: number, fields: Overrides) => void overrides.set(id, { ...overrides.get(id), ...fields }),
    overridesOf: (id: number): Overrides => overrides.get(id) ?? {},
    clearOverrides: (id: number) => void overrides.delete(id),
    remove: (id: number) => void plans.set(id, null),
  };
}
