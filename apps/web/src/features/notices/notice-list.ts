import type { AttentionKind, Campaign } from "@cruiseboard/contract";
import { keyOf } from "../../lib/campaign-key.ts";

/** One reason for which one campaign needs attention, told once. */
export interface Notice {
  /** The same as long as it lasts; anew when it comes again. */
  readonly id: string;
  readonly campaign: Campaign;
  readonly kind: AttentionKind;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Everything that needs attention, newest first. While the upstream as a whole is in trouble, that single campaigns
 * cannot be observed is no news.
 */
export function noticesOf(campaigns: Iterable<Campaign>, upstreamOk: boolean): Notice[] {
  const notices: Notice[] = [];
  for (const campaign of campaigns) {
    for (const { kind, since } of campaign.attention) {
      if (kind === "upstreamFailing" && !upstreamOk) continue;
      notices.push({ id: `${keyOf(campaign)} ${kind} ${since}`, campaign, kind, since });
    }
  }
  return notices.toSorted((one, other) => (one.since < other.since ? 1 : one.since > other.since ? -1 : 0));
}
