import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Client } from "pg";
import type { Account } from "../config/account.ts";
import { asShared, notifyAll } from "./cluster-schema.ts";
import { createLeaseStore } from "./lease-store.ts";
import { createLiveCampaignStore } from "./live-campaign-store.ts";
import { createPendingRequestStore } from "./request-store.ts";
import type { EndedSession, Schema } from "./schema.ts";
import { createViewersFocusStore } from "./viewers-focus-store.ts";

export type SharedStores = ReturnType<typeof openSharedStores>;

export type ListeningClient = Pick<Client, "on" | "connect" | "query" | "end">;

export interface SharedConnections {
  /** Of the lease alone: no other statement may delay a renewal. */
  readonly lease: Kysely<Schema>;
  createListener(): ListeningClient;
}

export function openSharedStores(
  db: Kysely<Schema>,
  { lease, createListener }: SharedConnections,
  accounts: readonly Pick<Account, "name" | "sdkAppIds">[],
) {
  const shared = asShared(db);
  const liveCampaigns = createLiveCampaignStore(shared, accounts);
  const viewersFocus = createViewersFocusStore(shared);
  const pendingRequests = createPendingRequestStore(shared);
  return {
    backend: randomUUID(),
    createListener,
    lease: createLeaseStore(
      asShared(lease),
      accounts.map(({ name }) => name),
    ),
    liveCampaigns,
    viewersFocus,
    pendingRequests,
    /** Within the transaction that writes to the outbox. */
    notifyOfOutbox: (transaction: Kysely<Schema>) => notifyAll(asShared(transaction), { kind: "news" }),
    /** Within the transaction that writes it. */
    notifyOfEnded: (transaction: Kysely<Schema>, { id, until }: EndedSession) =>
      notifyAll(asShared(transaction), { kind: "sessionEnded", id, until }),
    async tidy(): Promise<void> {
      await liveCampaigns.deleteUnwatched();
      await viewersFocus.deleteOld();
      await pendingRequests.deleteOld();
    },
    close: () => lease.destroy(),
  };
}
