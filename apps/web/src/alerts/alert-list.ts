import type { AttentionKind, Campaign, CampaignKey, Upstream } from "@cruiseboard/contract";
import { keyOf, nameOf, toKey } from "../domain/campaign-key.ts";

/** One reason for which one campaign needs attention, told once. */
export interface Notice {
  /** The same as long as it lasts; anew when it comes again. */
  readonly id: string;
  readonly campaign: CampaignKey;
  /** null: neither upstream nor watch list names it. */
  readonly name: string | null;
  readonly kind: AttentionKind;
  /** Of an unknown kind: its own name. */
  readonly code?: string | undefined;
  /** ISO 8601. */
  readonly since: string;
}

type ListNotices = (campaigns: Iterable<Campaign>, isObservable: IsObservable) => readonly Notice[];

/**
 * Lists, poll after poll, everything that needs attention, newest first. While the upstream as a whole, or
 * an account, is in trouble, that single campaigns of it cannot be observed is no news. What did not change is the same list: thousands may need
 * attention, and most polls change nothing of it.
 */
export function createNoticeList(): ListNotices {
  const byCampaign = new WeakMap<Campaign, readonly Notice[]>();
  let found: readonly Notice[] = [];
  let sorted: readonly Notice[] = [];

  function noticesOf(campaign: Campaign): readonly Notice[] {
    const known = byCampaign.get(campaign);
    if (known) return known;
    const notices = campaign.attention.map(({ kind, since, code }) => ({
      id: `${keyOf(campaign)} ${code ?? kind} ${since}`,
      campaign: toKey(campaign),
      name: nameOf(campaign),
      kind,
      code,
      since,
    }));
    byCampaign.set(campaign, notices);
    return notices;
  }

  return (campaigns, isObservable) => {
    const next: Notice[] = [];
    for (const campaign of campaigns) {
      if (campaign.attention.length === 0) continue;
      for (const notice of noticesOf(campaign))
        if (notice.kind !== "upstreamFailing" || isObservable(campaign.sdkAppId)) next.push(notice);
    }
    if (!sameNotices(next, found)) sorted = next.toSorted(newestFirst);
    found = next;
    return sorted;
  };
}

function sameNotices(some: readonly Notice[], others: readonly Notice[]): boolean {
  return some.length === others.length && some.every((notice, index) => same(notice, others[index]));
}

function same(one: Notice, other: Notice | undefined): boolean {
  return one === other || (one.id === other?.id && one.name === other.name);
}

function newestFirst(one: Notice, other: Notice): number {
  if (one.since === other.since) return 0;
  return one.since < other.since ? 1 : -1;
}

/** Whether the upstream can be asked about an application's campaigns. */
type IsObservable = (sdkAppId: number) => boolean;

/** Of several accounts, the one that holds the application counts. */
export function observableBy({ status, accounts }: Upstream): IsObservable {
  if (accounts === undefined || status === "ok") return () => status === "ok";
  const well = accounts.filter((account) => account.status === "ok");
  const applications = new Set(well.flatMap(({ sdkAppIds }) => sdkAppIds));
  return (sdkAppId) => applications.has(sdkAppId);
}

/** Whether anything can be observed, so that what is new may be believed. */
export function isPartlyWell({ status, accounts = [] }: Upstream): boolean {
  return status === "ok" || accounts.some((account) => account.status === "ok");
}
