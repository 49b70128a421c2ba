import { upstreamStatuses } from "@cruiseboard/contract";
import type { Registry } from "prom-client";
import Gauge from "prom-client/lib/gauge.js";
import type { AccountState } from "../polling/account-state.ts";
import type { AccountLabels } from "./account-labels.ts";

/** How the upstream is doing for each account, and who asks for it. */
export function describeUpstream(
  registry: Registry,
  accounts: () => readonly AccountState[],
  byAccount: AccountLabels,
): void {
  registry.registerMetric(
    new Gauge({
      name: "cruiseboard_upstream_status",
      help: "1 for the state that the upstream is in",
      labelNames: ["status", ...byAccount.names],
      registers: [],
      collect() {
        for (const { name, upstream } of accounts())
          for (const status of upstreamStatuses)
            this.set({ status, ...byAccount.of(name) }, upstream.status === status ? 1 : 0);
      },
    }),
  );
  const describe = (name: string, help: string, valueOf: (account: AccountState) => number | null) =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: byAccount.names,
        registers: [],
        collect() {
          this.reset();
          for (const account of accounts()) {
            const value = valueOf(account);
            if (value === null) this.remove(byAccount.of(account.name));
            else this.set(byAccount.of(account.name), value);
          }
        },
      }),
    );
  describe(
    "cruiseboard_upstream_budget_requests_per_second",
    "Requests a second that may be sent at present",
    ({ upstream }) => upstream.budgetPerSecond,
  );
  describe(
    "cruiseboard_upstream_used_requests_per_second",
    "Requests a second that are sent at present",
    ({ upstream }) => upstream.usedPerSecond,
  );
  describe(
    "cruiseboard_upstream_clock_skew_seconds",
    "The upstream's clock less ours; absent while not known",
    ({ upstream: { clockSkewMs } }) => clockSkewMs && clockSkewMs / 1000,
  );
  describe(
    "cruiseboard_leader",
    "1 for the one backend that asks the upstream, 0 for those that follow it",
    ({ leads }) => (leads ? 1 : 0),
  );
}
