import type { BoardAnswer, Campaign, CampaignKey, Upstream } from "@cruiseboard/contract";
import { keyOf } from "./campaign-key.ts";

/** What the page knows of the board; a campaign that did not change keeps its object. */
export interface BoardState {
  readonly cursor: string;
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly upstream: Upstream;
}

/** Folds an answer in: `full` replaces everything, a delta changes and removes by id. */
export function mergeAnswer(previous: BoardState | undefined, answer: BoardAnswer): BoardState {
  const before = previous?.campaigns ?? new Map<string, Campaign>();
  return {
    cursor: answer.cursor,
    campaigns: answer.full ? replaceAll(before, answer.campaigns) : applyDelta(before, answer),
    upstream: previous && same(previous.upstream, answer.upstream) ? previous.upstream : answer.upstream,
  };
}

/** One campaign that was asked for by itself, put into its place. */
export function withCampaign(state: BoardState, campaign: Campaign): BoardState {
  const campaigns = new Map(state.campaigns);
  campaigns.set(keyOf(campaign), campaign);
  return { ...state, campaigns };
}

/** Labels by campaign, ahead of the server's own delta; null: none. */
export function withLabels(state: BoardState, labels: ReadonlyMap<string, string | null>): BoardState {
  const campaigns = new Map(state.campaigns);
  for (const [key, label] of labels) {
    const known = campaigns.get(key);
    if (known) campaigns.set(key, { ...known, label });
  }
  return { ...state, campaigns };
}

/** Takes away what the watch list no longer holds, ahead of the server's own delta. */
export function withoutCampaigns(state: BoardState, keys: readonly CampaignKey[]): BoardState {
  const campaigns = new Map(state.campaigns);
  for (const key of keys) campaigns.delete(keyOf(key));
  return { ...state, campaigns };
}

function replaceAll(before: ReadonlyMap<string, Campaign>, fresh: readonly Campaign[]) {
  const next = new Map<string, Campaign>();
  for (const campaign of fresh) {
    const known = before.get(keyOf(campaign));
    next.set(keyOf(campaign), known && same(known, campaign) ? known : campaign);
  }
  return next;
}

function applyDelta(before: ReadonlyMap<string, Campaign>, answer: BoardAnswer) {
  if (answer.campaigns.length === 0 && answer.removed.length === 0) return before;
  const next = new Map(before);
  for (const campaign of answer.campaigns) next.set(keyOf(campaign), campaign);
  for (const key of answer.removed) next.delete(keyOf(key));
  return next;
}

/** By value; both come from the same serialiser, so that the order of their fields agrees. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
