import type { Campaign, CampaignState } from "@cruiseboard/contract";
import { worstSeverity } from "../../domain/attention.ts";

export interface WallPlan {
  /** What needs attention, worst first; always in sight. */
  readonly attention: readonly Campaign[];
  /** How many need attention besides, for which there is no room there; they stand on the first pages. */
  readonly more: number;
  /** All others, a screenful each; at least one page. */
  readonly pages: readonly (readonly Campaign[])[];
}

/** Divides a wall's campaigns (in the viewer's order) into what always shows and pages that turn. */
export function planWall(
  campaigns: readonly Campaign[],
  room: { readonly attention: number; readonly page: number },
): WallPlan {
  const needy = campaigns
    .filter(({ attention }) => attention.length > 0)
    .toSorted((one, other) => worstSeverity(one) - worstSeverity(other));
  const attention = needy.slice(0, room.attention);
  const crowded = needy.slice(room.attention);
  const rest = campaigns.filter((campaign) => campaign.attention.length === 0);
  return { attention, more: crowded.length, pages: pagesOf([...crowded, ...rest], Math.max(1, room.page)) };
}

function pagesOf(campaigns: readonly Campaign[], size: number): Campaign[][] {
  const count = Math.max(1, Math.ceil(campaigns.length / size));
  return Array.from({ length: count }, (_, page) => campaigns.slice(page * size, (page + 1) * size));
}

/** What a wall says of all its campaigns; null: not known of any. */
interface WallFigures {
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

/** Between two pages, in seconds: what is usual, and the least and most that can be asked for. */
const [usual, least, most] = [15, 5, 600];

/** Reads `turn` of a query string, in seconds; what is not understood counts as not given. */
export function parseTurn(search: string): number {
  const given = Number(new URLSearchParams(search).get("turn") ?? Number.NaN);
  return Number.isFinite(given) ? Math.min(most, Math.max(least, given)) : usual;
}
