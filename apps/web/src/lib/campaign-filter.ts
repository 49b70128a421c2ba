import type { Campaign } from "@cruiseboard/contract";
import { keyOf } from "./campaign-key.ts";
import type { ViewState } from "./view-state.ts";

const haystacks = new WeakMap<Campaign, string>();

function haystack(campaign: Campaign): string {
  const known = haystacks.get(campaign);
  if (known !== undefined) return known;
  const text = [campaign.name, campaign.label, campaign.agent, keyOf(campaign)].join("\n").toLowerCase();
  haystacks.set(campaign, text);
  return text;
}

type Test = (campaign: Campaign) => boolean;

/** Whether a campaign is in the view; every word of the search must occur, in whatever field. */
export function campaignFilter(view: ViewState): Test {
  const tests = [
    stateTest(view),
    attentionTest(view),
    memberTest(view.agents, ({ agent }) => agent ?? ""),
    memberTest(view.applications, ({ sdkAppId }) => sdkAppId),
    searchTest(view),
  ].filter((test) => test !== null);
  if (tests.length === 0) return () => true;
  return (campaign) => tests.every((test) => test(campaign));
}

function stateTest({ states }: ViewState): Test | null {
  return memberTest(states, ({ state }) => state);
}

function attentionTest({ attentionOnly, kinds }: ViewState): Test | null {
  if (kinds.length > 0) return ({ attention }) => attention.some(({ kind }) => kinds.includes(kind));
  return attentionOnly ? ({ attention }) => attention.length > 0 : null;
}

function searchTest({ search }: ViewState): Test | null {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? null : (campaign) => words.every((word) => haystack(campaign).includes(word));
}

/** null: nothing was chosen, so everything passes. */
function memberTest<T>(chosen: readonly T[], read: (campaign: Campaign) => T): Test | null {
  const members = new Set(chosen);
  return members.size === 0 ? null : (campaign) => members.has(read(campaign));
}
