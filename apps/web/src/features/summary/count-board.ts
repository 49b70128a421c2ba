import type { Campaign, CampaignState } from "@cruiseboard/contract";

export interface BoardCounts {
  readonly states: Readonly<Record<CampaignState, number>>;
  /** Campaigns with at least one reason for attention. */
  readonly attention: number;
  /** Campaigns that have never been observed. */
  readonly unobserved: number;
}

export function countBoard(
  campaigns: Iterable<Pick<Campaign, "state" | "attention" | "observedAt">>,
): BoardCounts {
  const states = { running: 0, notStarted: 0, completed: 0, terminated: 0, unknown: 0 };
  let [attention, unobserved] = [0, 0];
  for (const campaign of campaigns) {
    states[campaign.state] += 1;
    if (campaign.attention.length > 0) attention += 1;
    if (campaign.observedAt === null) unobserved += 1;
  }
  return { states, attention, unobserved };
}
