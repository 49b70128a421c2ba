import type { CampaignKey } from "@cruiseboard/contract";
import type { Dice } from "./dice.ts";
import { makeCampaign, type WorldCampaign } from "./world-campaigns.ts";

/** What a seed makes of a world before it begins. */
export interface Plan {
  /** Hardly anybody is there to wake anything; only the shared database is slow at times. */
  readonly isQuiet: boolean;
  readonly embedded: boolean;
  readonly backends: number;
  readonly requestsPerSecond: number;
  /** As many a second does the pacer allow; what the bounds are reckoned with. */
  readonly sentPerSecond: number;
  readonly worldMs: number;
  /** Of database operations, the share that fails by itself; less in large worlds, which read row by row. */
  readonly singleFaults: number;
  /** How likely single operations fail right after a takeover or an edit. */
  readonly failingMoments: number;
  /** ms between two troubles, on average; Infinity: none. */
  readonly troubleEveryMs: number;
  readonly campaigns: readonly WorldCampaign[];
  /** On the watch list from the beginning, in this order. */
  readonly watched: readonly WorldCampaign[];
  /** Of those, what an earlier process stored facts of. */
  readonly stored: ReadonlySet<WorldCampaign>;
  /** Campaigns on each viewer's screen. */
  readonly onScreen: number;
  readonly viewers: number;
  /** Applications that are denied, and from when, ms. */
  readonly denials: readonly { readonly sdkAppId: number; readonly from: number; readonly to: number }[];
  /** Added all at once at that time; 0: never. */
  readonly flood: { readonly at: number; readonly campaigns: readonly WorldCampaign[] };
  readonly archives: boolean;
  readonly editEveryMs: number;
}

const applications = [1_400_000_001, 1_400_000_002, 1_400_000_003] as const;

type Load = "light" | "medium" | "heavy" | "excessive";

const minute = 60_000;
/** By requests a second: as long as a world can be lived through in a moment. */
const worldMinutes = { 5: 6, 10: 4, 20: 3 } as const;

export function makePlan(dice: Dice): Plan {
  const embedded = dice.chance(0.5);
  const requestsPerSecond = dice.pick<5 | 10 | 20>([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 10, 10, 20]);
  const sentPerSecond = 1000 / (1050 / (requestsPerSecond - 1) + 1);
  const worldMs = Math.round(dice.between(0.8, 1.2) * minute * worldMinutes[requestsPerSecond]);
  const keys = keysFrom(dice);
  const make = (count: number, one: (key: CampaignKey) => WorldCampaign, app?: number) =>
    Array.from({ length: Math.round(count) }, () => one(keys(app)));

  const denials = dice.chance(0.35) ? [makeDenial(dice, worldMs)] : [];
  const isExcessive = requestsPerSecond === 5 && dice.chance(0.15);
  const load = isExcessive ? "excessive" : dice.pick<Load>(["light", "light", "medium", "medium", "heavy"]);
  const cycleS = {
    light: dice.between(1, 5),
    medium: dice.between(8, 22),
    heavy: dice.between(28, 33),
    excessive: dice.between(55, 80),
  }[load];
  const running = make(cycleS * sentPerSecond, (key) => makeCampaign.running(key, dice), applications[0]);
  const denied = denials.flatMap(({ sdkAppId }) =>
    make(dice.between(0.1, 0.6) * running.length + 5, (key) => makeCampaign.running(key, dice), sdkAppId),
  );
  const passing = make(dice.whole(4, 20), (key) => makeCampaign.passing(key, dice, worldMs));
  const waiting = make(dice.whole(0, 8), (key) => makeCampaign.waiting(key, dice, worldMs));
  const opensAt = Math.floor(dice.between(0.2, 0.7) * worldMs);
  const burst = dice.chance(0.25)
    ? make(
        dice.between(15, 28) * sentPerSecond,
        (key) => makeCampaign.opening(key, dice, opensAt),
        applications[0],
      )
    : [];
  const endedCount = dice.chance(0.4)
    ? dice.between(20, requestsPerSecond === 5 ? 80 : 40) * sentPerSecond
    : dice.whole(2, 10);
  const ended = make(endedCount, (key) => makeCampaign.ended(key, dice, dice.between(2, 90) * minute));
  for (const campaign of [...ended, ...passing])
    if (dice.chance(0.2)) campaign.forgottenAt = Math.max(1, dice.between(-0.5, 1) * worldMs);
  const spare = make(20, (key) => makeCampaign.passing(key, dice, worldMs));
  const old = dice.chance(0.15)
    ? make(dice.between(30, 60) * sentPerSecond, (key) => makeCampaign.ended(key, dice, 600 * minute))
    : [];
  const known = [...ended, ...(cycleS > 25 ? [] : burst), ...running, ...denied];
  const watched = [...known, ...passing, ...waiting];
  const plan: Plan = {
    isQuiet: false,
    embedded,
    backends: embedded ? 1 : dice.pick([1, 2, 2, 2, 3]),
    requestsPerSecond,
    sentPerSecond,
    worldMs,
    singleFaults: dice.pick([0, 0.1, 0.4, 0.8]) / Math.max(80, watched.length),
    failingMoments: dice.pick([0, 0, 0.3, 0.6]),
    troubleEveryMs: dice.pick([Number.POSITIVE_INFINITY, 20_000, 40_000, 40_000, 80_000, 120_000]),
    campaigns: [...known, ...passing, ...waiting, ...spare, ...old],
    watched,
    stored: new Set(dice.chance(0.8) ? known : []),
    onScreen: dice.pick([0, requestsPerSecond, Math.round(1.5 * requestsPerSecond)]),
    viewers: dice.whole(1, 2),
    denials,
    flood: { at: Math.floor(dice.between(0.3, 0.6) * worldMs), campaigns: old },
    archives: dice.chance(0.5),
    editEveryMs: dice.pick([5000, 15_000, 40_000]),
  };
  if (embedded || !dice.chance(0.2)) return plan;
  return { ...plan, isQuiet: true, onScreen: 0, editEveryMs: 200_000, troubleEveryMs: 70_000 };
}

/** An application that is denied all the time, from some moment on, or for some minutes. */
function makeDenial(dice: Dice, worldMs: number) {
  const from = dice.chance(0.5) ? 0 : Math.floor(dice.between(0.1, 0.5) * worldMs);
  const to = dice.chance(0.6) ? Number.POSITIVE_INFINITY : from + dice.between(0.2, 0.4) * worldMs;
  return { sdkAppId: applications[1], from, to };
}

/** Keys that no campaign has yet; of any application unless told. */
function keysFrom(dice: Dice): (app?: number) => CampaignKey {
  let last = 1000;
  return (app) => {
    last += 1;
    return { sdkAppId: app ?? (dice.chance(0.8) ? applications[0] : applications[2]), campaignId: last };
  };
}
