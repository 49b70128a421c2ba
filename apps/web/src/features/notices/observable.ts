import type { Upstream } from "@cruiseboard/contract";

/** Whether the upstream can be asked about an application's campaigns. */
export type IsObservable = (sdkAppId: number) => boolean;

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
