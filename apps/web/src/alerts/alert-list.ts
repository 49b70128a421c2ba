import type { Upstream } from "@cruiseboard/contract";
import { type Campaigns, keyOf, listOf, nameOf, toKey } from "../domain/campaign-key.ts";

export type Alert = ReturnType<typeof listAlerts>[number];

type IsObservable = (sdkAppId: number) => boolean;

/** Newest first. Campaigns that cannot be observed are left out while the whole upstream or their account fails. */
export function listAlerts(campaigns: Campaigns, isObservable: IsObservable) {
  const alerts = listOf(campaigns).flatMap((campaign) =>
    campaign.attention
      .filter(({ kind }) => kind !== "upstreamFailing" || isObservable(campaign.sdkAppId))
      .map((attention) => ({
        ...attention,
        /** Stays the same while the reason lasts; another when it returns. */
        id: `${keyOf(campaign)} ${attention.code ?? attention.kind} ${attention.since}`,
        campaign: toKey(campaign),
        name: nameOf(campaign),
      })),
  );
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
