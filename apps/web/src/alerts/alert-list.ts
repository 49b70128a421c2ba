import type { AttentionKind, Campaign, CampaignKey, Upstream } from "@cruiseboard/contract";
import { keyOf, nameOf, toKey } from "../domain/campaign-key.ts";

export interface Alert {
  /** Stays the same while the reason lasts; another when it returns. */
  readonly id: string;
  readonly campaign: CampaignKey;
  /** null: neither upstream nor watch list names it. */
  readonly name: string | null;
  readonly kind: AttentionKind;
  /** The name of an unknown kind. */
  readonly code?: string | undefined;
  readonly since: string;
}

type IsObservable = (sdkAppId: number) => boolean;

/** Newest first. Campaigns that cannot be observed are left out while the whole upstream or their account fails. */
export function listAlerts(
  campaigns: ReadonlyMap<string, Campaign>,
  isObservable: IsObservable,
): readonly Alert[] {
  const alerts: Alert[] = [];
  for (const campaign of campaigns.values())
    for (const { kind, since, code } of campaign.attention)
      if (kind !== "upstreamFailing" || isObservable(campaign.sdkAppId))
        alerts.push({
          id: `${keyOf(campaign)} ${code ?? kind} ${since}`,
          campaign: toKey(campaign),
          name: nameOf(campaign),
          kind,
          code,
          since,
        });
  return alerts.toSorted((one, other) => (one.since === other.since ? 0 : one.since < other.since ? 1 : -1));
}

/** With several accounts, the account of the application counts. */
export function observableBy({ status, accounts }: Upstream): IsObservable {
  if (accounts === undefined || status === "ok") return () => status === "ok";
  const healthy = accounts.filter((account) => account.status === "ok");
  const applications = new Set(healthy.flatMap(({ sdkAppIds }) => sdkAppIds));
  return (sdkAppId) => applications.has(sdkAppId);
}

/** Whether new attention can be trusted. */
export function isPartlyObservable({ status, accounts = [] }: Upstream): boolean {
  return status === "ok" || accounts.some((account) => account.status === "ok");
}
