import { type CampaignPlan, campaignAt, type campaignFields } from "./campaign-plan.ts";
import { drawPlan } from "./draw-plan.ts";
import { type OrderedCampaign, planOrderedCampaign } from "./ordered-campaign.ts";
import { createRandom } from "./random.ts";

export const firstCampaignId = 2569;

/** Values that a test forces upon fields: any JSON. */
type Overrides = Partial<Record<(typeof campaignFields)[number], unknown>>;

interface WorldOptions {
  sdkAppId: number;
  seed: number;
  campaigns: number;
  /** The time around which the windows of the seeded campaigns lie. */
  epoch: number;
  /** One campaign in sixteen follows up to so many ids without one. */
  idGaps?: number;
}

export type World = ReturnType<typeof createWorld>;

/** A pure function of seed, campaign and time. Times are epoch milliseconds. */
export function createWorld({ sdkAppId, seed, campaigns, ...options }: WorldOptions) {
  const epoch = Math.floor(options.epoch / 1000) * 1000;
  /** Seeded plans are drawn at first use. null: removed. */
  const plans = new Map<number, CampaignPlan | null>();
  const indexes = layIds(seed, campaigns, options.idGaps ?? 0);
  const overrides = new Map<number, Overrides>();

  function find(id: number): CampaignPlan | null {
    const known = plans.get(id);
    const index = indexes.get(id);
    if (known !== undefined || index === undefined) return known ?? null;
    const plan = drawPlan(seed, index, id, epoch);
    plans.set(id, plan);
    return plan;
  }

  return {
    sdkAppId,
    seed,
    epoch,
    campaignIds: () => {
      const ids = [...new Set([...indexes.keys(), ...plans.keys()])];
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

/** The index of each seeded campaign, by id. */
function layIds(seed: number, campaigns: number, idGaps: number): ReadonlyMap<number, number> {
  const random = createRandom(seed);
  const indexes = new Map<number, number>();
  let id = firstCampaignId;
  for (let index = 0; index < campaigns; index += 1) {
    if (index > 0) id += idGaps > 0 && random.chance(1 / 16) ? random.integer(2, idGaps + 1) : 1;
    indexes.set(id, index);
  }
  return indexes;
}
