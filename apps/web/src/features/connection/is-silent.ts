import type { Upstream } from "@cruiseboard/contract";

/** Whether nothing new comes from the upstream at all: a page that hears of its server is not live then. */
export function isSilent({ status, accounts = [] }: Upstream): boolean {
  return accounts.length > 0
    ? accounts.every((account) => tellsNothing(account.status))
    : tellsNothing(status);
}

function tellsNothing(status: Upstream["status"]): boolean {
  return status === "unreachable" || status === "credentialsRejected";
}
