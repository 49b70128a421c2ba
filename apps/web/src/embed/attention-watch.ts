import type { Campaign } from "@cruiseboard/contract";
import type { PageMessage } from "@cruiseboard/embed-sdk/protocol";
import { keyOf, nameOf } from "../lib/campaign-key.ts";

type AttentionMessage = PageMessage & { type: "attention" };

/** Looks at the board again and again; answers what to tell the portal, null: nothing has changed. */
export type AttentionWatch = (campaigns: Iterable<Campaign>) => AttentionMessage | null;

export function createAttentionWatch(): AttentionWatch {
  let known: ReadonlySet<string> | null = null;
  return (campaigns) => {
    const inNeed = [...campaigns].filter(({ attention }) => attention.length > 0);
    const present = new Set(inNeed.flatMap(reasonsOf));
    const before = known;
    known = present;
    if (before !== null && before.size === present.size && [...present].every((reason) => before.has(reason)))
      return null;
    const isNew = (campaign: Campaign) => reasonsOf(campaign).some((reason) => !before?.has(reason));
    // What was so already when the page was opened is nothing new.
    const newly = before === null ? [] : inNeed.filter(isNew);
    return { type: "attention", count: inNeed.length, newly: newly.map(describe) };
  };
}

function reasonsOf(campaign: Campaign): string[] {
  return campaign.attention.map(({ kind, code = kind }) => `${keyOf(campaign)} ${code}`);
}

function describe(campaign: Campaign): AttentionMessage["newly"][number] {
  const { sdkAppId, campaignId, attention } = campaign;
  return { sdkAppId, campaignId, name: nameOf(campaign), kinds: attention.map(({ kind }) => kind) };
}
