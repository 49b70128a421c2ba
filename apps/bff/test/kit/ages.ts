import type { CampaignKey } from "@cruiseboard/contract";
import type { Board } from "../../src/board/board.ts";

/** Ages of what the board shows at one moment, ms; a campaign that was never observed counts as infinitely old. */
export function agesOf(board: Board, keys: readonly CampaignKey[], now: number): number[] {
  return keys.map((key) => {
    const observedAt = board.get(key)?.observedAt ?? null;
    return observedAt === null ? Number.POSITIVE_INFINITY : now - observedAt;
  });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which `share` (0..1) of all lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
