import type { CampaignKey } from "@cruiseboard/contract";
import type { Dice } from "./dice.ts";

/** A campaign as it really goes; times are ms since the beginning, as far as they are not Infinity. */
export interface WorldCampaign {
  readonly key: CampaignKey;
  /** The window. */
  readonly opens: number;
  readonly closes: number;
  /** When it really starts and when it really stops, at the latest. */
  readonly starts: number;
  readonly stops: number;
  readonly total: number;
  readonly perMinute: number;
  /** Nobody is called between these. */
  readonly stall: readonly [from: number, to: number];
  /** From then on the upstream knows nothing of it. */
  forgottenAt: number;
}

/** As the upstream tells it. */
export interface CampaignTruth {
  /** 0 not started, 1 running, 2 completed, 3 terminated. */
  readonly state: 0 | 1 | 2 | 3;
  readonly called: number;
}

export function truthOf(campaign: WorldCampaign, at: number): CampaignTruth {
  const { starts, stops, total, perMinute, stall } = campaign;
  if (at < starts) return { state: 0, called: 0 };
  const until = Math.min(at, stops);
  const stalled = Math.max(0, Math.min(until, stall[1]) - Math.max(starts, stall[0]));
  const dialedMs = Math.max(0, until - starts - stalled);
  const called = Math.min(total, Math.floor((dialedMs * perMinute) / 60_000));
  if (called >= total) return { state: 2, called: total };
  return { state: at < stops ? 1 : 3, called };
}

const minute = 60_000;
const never = Number.POSITIVE_INFINITY;

/** Kinds of campaigns that a world is made of. */
export const makeCampaign = {
  /** Runs all the time. */
  running: (key: CampaignKey, dice: Dice) =>
    campaign(key, dice, { opens: -dice.whole(1, 120) * minute, lasts: 6 * 60 * minute }),
  /** Begins and ends within the world's time, with all that may go wrong with it. */
  passing(key: CampaignKey, dice: Dice, worldMs: number): WorldCampaign {
    const opens = Math.floor(dice.between(-10 * minute, worldMs) / 1000) * 1000;
    const plain = campaign(key, dice, { opens, lasts: dice.whole(2, 20) * minute });
    const fate = dice.random();
    if (fate < 0.15) return { ...plain, starts: opens + dice.whole(1, 5) * minute };
    if (fate < 0.3) return { ...plain, stops: plain.closes + dice.whole(1, 5) * minute };
    if (fate < 0.45) return { ...plain, stops: opens + dice.between(0.2, 0.9) * (plain.closes - opens) };
    if (fate < 0.6) return { ...plain, total: Math.ceil(plain.perMinute * dice.between(1, 5)) };
    return plain;
  },
  opening: (key: CampaignKey, dice: Dice, opens: number) =>
    campaign(key, dice, { opens, lasts: 6 * 60 * minute }),
  waiting: (key: CampaignKey, dice: Dice, worldMs: number) =>
    campaign(key, dice, { opens: worldMs + dice.whole(30, 300) * minute, lasts: 60 * minute }),
  /** Over before the world began, `agoMs` ago. */
  ended(key: CampaignKey, dice: Dice, agoMs: number): WorldCampaign {
    const lasts = dice.whole(10, 120) * minute;
    return { ...campaign(key, dice, { opens: -Math.floor(agoMs) - lasts, lasts }), total: 1_000_000 };
  },
} as const;

function campaign(key: CampaignKey, dice: Dice, window: { opens: number; lasts: number }): WorldCampaign {
  const { opens, lasts } = window;
  const perMinute = dice.whole(5, 60);
  const stallFrom = dice.chance(0.3) ? opens + dice.between(0.1, 0.9) * lasts : never;
  return {
    key,
    opens,
    closes: opens + lasts,
    starts: opens,
    stops: opens + lasts,
    total: Math.ceil((perMinute * lasts) / minute) * (dice.chance(0.2) ? 2 : 1) + 1,
    perMinute,
    stall: [stallFrom, stallFrom + dice.whole(2, 8) * minute],
    forgottenAt: never,
  };
}
