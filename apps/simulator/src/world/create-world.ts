import type { CampaignAnswer } from "./campaign-at.ts";
import { campaignAt } from "./campaign-at.ts";
import type { CampaignPlan, CampaignTruth } from "./campaign-plan.ts";
import { drawPlan } from "./draw-plan.ts";
import type { MadeCampaign } from "./made-campaign.ts";
import { planMadeCampaign } from "./made-campaign.ts";

export const firstCampaignId = 2569;

/** Fields that a test forced upon a campaign: any JSON value, whatever its type. */
export type CampaignOverrides = Partial<Record<keyof CampaignAnswer, unknown>>;

/** All campaigns of one application over time. Times are milliseconds since 1970. */
export interface World {
  readonly sdkAppId: number;
  readonly seed: number;
  /** The point in time around which the windows of the seeded campaigns lie. */
  readonly epoch: number;
  campaignIds(): number[];
  /** The plan of a campaign; null: there is no such campaign. */
  find(campaignId: number): CampaignPlan | null;
  /** What the API tells at a time, overrides included; null: there is no such campaign. */
  answerAt(campaignId: number, time: number): Record<keyof CampaignAnswer, unknown> | null;
  truthOf(campaignId: number): CampaignTruth | null;
  /** Adds a campaign, or replaces the one of that id. */
  add(made: MadeCampaign): CampaignPlan;
  /** Lays fields over the answers of a campaign until `clearOverrides`; later ones join earlier ones. */
  override(campaignId: number, fields: CampaignOverrides): void;
  overridesOf(campaignId: number): CampaignOverrides;
  clearOverrides(campaignId: number): void;
  /** From now on the application does not know this campaign. */
  remove(campaignId: number): void;
}

export interface WorldOptions {
  sdkAppId: number;
  seed: number;
  /** How many seeded campaigns there are: 2569 … 2569 + campaigns − 1. */
  campaigns: number;
  epoch: number;
}

/** Seeded plans are drawn when first asked for, so that 10,000 campaigns cost nothing at the start. */
function createPlans({ seed, campaigns, epoch }: WorldOptions) {
  const plans = new Map<number, CampaignPlan>();
  const removed = new Set<number>();
  const isSeeded = (id: number) =>
    Number.isInteger(id) && id >= firstCampaignId && id < firstCampaignId + campaigns;
  const find = (id: number) => {
    if (removed.has(id)) return null;
    const known = plans.get(id);
    if (known !== undefined || !isSeeded(id)) return known ?? null;
    const plan = drawPlan(seed, id - firstCampaignId, id, epoch);
    plans.set(id, plan);
    return plan;
  };
  const seeded = () => Array.from({ length: campaigns }, (_, index) => firstCampaignId + index);
  return {
    find,
    ids: () =>
      [...new Set([...seeded(), ...plans.keys()])].filter((id) => !removed.has(id)).toSorted((a, b) => a - b),
    put: (plan: CampaignPlan) => {
      removed.delete(plan.campaignId);
      plans.set(plan.campaignId, plan);
    },
    remove: (id: number) => void removed.add(id),
  };
}

/** The world is a function of seed, campaign and time: nothing ticks, and any time may be asked for in any order. */
export function createWorld(options: WorldOptions): World {
  const { sdkAppId, seed } = options;
  const epoch = Math.floor(options.epoch / 1000) * 1000;
  const plans = createPlans({ ...options, epoch });
  const overrides = new Map<number, CampaignOverrides>();
  return {
    sdkAppId,
    seed,
    epoch,
    campaignIds: plans.ids,
    find: plans.find,
    answerAt: (campaignId, time) => {
      const plan = plans.find(campaignId);
      return plan && { ...campaignAt(plan, time), ...overrides.get(campaignId) };
    },
    truthOf: (campaignId) => plans.find(campaignId)?.truth ?? null,
    add: (made) => {
      const plan = planMadeCampaign(made);
      overrides.delete(made.campaignId);
      plans.put(plan);
      return plan;
    },
    override: (campaignId, fields) =>
      void overrides.set(campaignId, { ...overrides.get(campaignId), ...fields }),
    overridesOf: (campaignId) => overrides.get(campaignId) ?? {},
    clearOverrides: (campaignId) => void overrides.delete(campaignId),
    remove: plans.remove,
  };
}
