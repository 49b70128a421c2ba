import type { Campaign } from "@cruiseboard/contract";
import { worstSeverity } from "../../lib/attention.ts";

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
