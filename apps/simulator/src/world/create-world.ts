import { type Absence, agentAt, withAbsence } from "./agents.ts";
import { type CampaignPlan, campaignAt, type campaignFields } from "./campaign-plan.ts";
import { drawPlan } from "./draw-plan.ts";
import { type OrderedCampaign, planOrderedCampaign } from "./round-schedule.ts";

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
  let absences: Absence[] = [];
  /** Plans with the absences of their agents, by the plan without. */
  let withAbsences = new WeakMap<CampaignPlan, CampaignPlan>();
  /** By account. */
  const agentOverrides = new Map<string, Record<string, unknown>>();

  function isSeeded(id: number): boolean {
    return Number.isInteger(id) && id >= firstCampaignId && id < firstCampaignId + campaigns;
  }

  function find(id: number): CampaignPlan | null {
    const plan = findPlan(id);
    if (plan === null || absences.length === 0) return plan;
    const own = absences.filter(({ account }) => account === plan.agent);
    const changed = withAbsences.get(plan) ?? own.reduce(withAbsence, plan);
    withAbsences.set(plan, changed);
    return changed;
  }

  function changeAbsences(change: (before: Absence[]) => Absence[]): void {
    absences = change(absences);
    withAbsences = new WeakMap();
  }

  function findPlan(id: number): CampaignPlan | null {
    const known = plans.get(id);
    if (known !== undefined || !isSeeded(id)) return known ?? null;
    const plan = drawPlan(seed, id - firstCampaignId, id, epoch);
    plans.set(id, plan);
    return plan;
  }

  function campaignIds(): number[] {
    const seeded = Array.from({ length: campaigns }, (_, index) => firstCampaignId + index);
    const ids = [...new Set([...seeded, ...plans.keys()])];
    return ids.filter((id) => plans.get(id) !== null).toSorted((a, b) => a - b);
  }

  return {
    sdkAppId,
    seed,
    epoch,
    campaignIds,
    find,
    /** Every agent's entry in the answer, by account. */
    agentsAt: (time: number): Record<string, unknown>[] => {
      const byAgent = Map.groupBy(
        campaignIds().flatMap((id) => find(id) ?? []),
        ({ agent }) => agent,
      );
      const accounts = new Set([...byAgent.keys(), ...agentOverrides.keys()]);
      return [...accounts].toSorted().map((account) => ({
        ...agentAt(
          account,
          byAgent.get(account) ?? [],
          absences.filter((absence) => absence.account === account),
          time,
          epoch,
        ),
        ...agentOverrides.get(account),
      }));
    },
    sendAway: (absence: Absence) => changeAbsences((before) => [...before, absence]),
    /** Ends the agent's time away. */
    bringBack: (account: string, time: number) =>
      changeAbsences((before) =>
        before.flatMap((one) => {
          if (one.account !== account || one.to <= time) return [one];
          return one.from < time ? [{ ...one, to: time }] : [];
        }),
      ),
    overrideAgent: (account: string, fields: Record<string, unknown>) =>
      void agentOverrides.set(account, { ...agentOverrides.get(account), ...fields }),
    clearAgents: () => {
      agentOverrides.clear();
      changeAbsences(() => []);
    },
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
