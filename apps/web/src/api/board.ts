import type { BoardAnswer, Campaign, CampaignKey, Upstream } from "@cruiseboard/contract";
import { keyOf } from "../domain/campaign-key.ts";
import { readCampaign, readUpstream } from "./read-answers.ts";

/** What the page knows of the board; a campaign that did not change keeps its object. */
export interface BoardState {
  readonly cursor: string;
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly upstream: Upstream;
  /** Names the page that the server would give now; null: it does not tell. */
  readonly build: string | null;
}

/**
 * Folds an answer in: `full` replaces everything, a delta changes and removes by id.
 * @param asked what was known when the poll left. What was refreshed, edited or removed since then is newer than the
 * answer: it stays, and so does the cursor, so that the next poll tells of it again.
 */
export function mergeAnswer(
  previous: BoardState | undefined,
  answer: BoardAnswer,
  asked = previous,
): BoardState {
  const before = previous?.campaigns ?? new Map<string, Campaign>();
  const campaigns = answer.campaigns.map(readCampaign);
  const told = answer.full ? replaceAll(before, campaigns) : applyDelta(before, { ...answer, campaigns });
  const upstream = readUpstream(answer.upstream);
  const newer = asked === undefined ? [] : differences(asked.campaigns, before);
  return {
    cursor: asked !== undefined && newer.length > 0 ? asked.cursor : answer.cursor,
    campaigns: newer.length > 0 ? keeping(before, newer, told) : told,
    upstream: previous && same(previous.upstream, upstream) ? previous.upstream : upstream,
    build: answer.build ?? previous?.build ?? null,
  };
}

/** The keys of campaigns that are not the same in both. */
function differences(some: ReadonlyMap<string, Campaign>, others: ReadonlyMap<string, Campaign>): string[] {
  if (some === others) return [];
  const keys = new Set([...some.keys(), ...others.keys()]);
  return [...keys].filter((key) => some.get(key) !== others.get(key));
}

/** What was told, but those of the keys as they were before. */
function keeping(
  before: ReadonlyMap<string, Campaign>,
  keys: readonly string[],
  told: ReadonlyMap<string, Campaign>,
) {
  const kept = new Map(told);
  for (const key of keys) {
    const campaign = before.get(key);
    if (campaign) kept.set(key, campaign);
    else kept.delete(key);
  }
  return kept;
}

/** One campaign that was asked for by itself, put into its place unless a poll has told of a later observation meanwhile. */
export function withCampaign(state: BoardState, campaign: Campaign): BoardState {
  const known = state.campaigns.get(keyOf(campaign));
  if (known === undefined || (known.observedAt ?? "") > (campaign.observedAt ?? "")) return state;
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
