import type { Campaign, CampaignState } from "@cruiseboard/contract";

/** What a wall says of all its campaigns; null: not known of any. */
export interface WallFigures {
  readonly states: Readonly<Record<CampaignState, number>>;
  readonly attention: number;
  /** Of the campaigns whose called and total are both known. */
  readonly called: number | null;
  readonly total: number | null;
  readonly pacePerMinute: number | null;
}

export function wallFigures(campaigns: readonly Campaign[]): WallFigures {
  const states = { running: 0, notStarted: 0, completed: 0, terminated: 0, unknown: 0 };
  for (const { state } of campaigns) states[state] += 1;
  const counted = campaigns.filter(
    ({ calledCallees, totalCallees }) => calledCallees !== null && totalCallees !== null,
  );
  const running = campaigns.filter(({ state }) => state === "running");
  return {
    states,
    attention: campaigns.filter(({ attention }) => attention.length > 0).length,
    called: sumOf(counted.map(({ calledCallees }) => calledCallees)),
    total: sumOf(counted.map(({ totalCallees }) => totalCallees)),
    pacePerMinute: sumOf(running.map(({ pacePerMinute }) => pacePerMinute)),
  };
}

/** Of the known ones; null: none is. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (value === null ? sum : (sum ?? 0) + value), null);
}
