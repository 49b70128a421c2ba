import type { Upstream } from "@cruiseboard/contract";

/** Whether nothing new comes from the upstream at all: a page that hears of its server is not live then. */
export function isSilent({ status, accounts = [] }: Upstream): boolean {
  const asked = accounts.length > 0 ? accounts : [{ status }];
  return asked.every((account) => ["unreachable", "credentialsRejected"].includes(account.status));
}
