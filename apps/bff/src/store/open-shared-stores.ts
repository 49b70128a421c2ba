import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Client } from "pg";
import { asShared, notifyAll } from "./cluster-schema.ts";
import type { EndedSession } from "./ended-session-store.ts";
import { countLeases, createLeaseStore, type LeaseStore } from "./lease-store.ts";
import { createLiveCampaignStore, deleteUnwatched, type LiveCampaignStore } from "./live-campaign-store.ts";
import { type AskedLookStore, createAskedLookStore } from "./request-store.ts";
import type { Schema } from "./schema.ts";
import { createViewersFocusStore, type ViewersFocusStore } from "./viewers-focus-store.ts";

/** What backends on one PostgreSQL database have in common besides the data. */
export interface SharedStores {
  /** Names this process among all backends. */
  readonly backend: string;
  /** A connection that listens, not opened yet. */
  createListener(): ListeningClient;
  lease(account: string): LeaseStore;
  liveCampaigns(account: string): LiveCampaignStore;
  readonly viewersFocus: ViewersFocusStore;
  readonly askedLooks: AskedLookStore;
  /** For how many of these accounts each backend asks; one that asks for none is not among them. */
  countLeases(accounts: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Has a backend leave one of its accounts to others. */
  askToShare(backend: string): Promise<void>;
  /** Within the transaction that writes what is to be told outside: whoever tells it hears of it. */
  tellOfNews(transaction: Kysely<Schema>): Promise<void>;
  /** Within the transaction that writes it: every backend hears of it. */
  tellOfEnded(transaction: Kysely<Schema>, session: EndedSession): Promise<void>;
  /** Forgets what nobody needs any more. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** A connection's face for who listens on it, as node-postgres has it. */
export type ListeningClient = Pick<Client, "on" | "connect" | "query" | "end">;

/** How a database that is open already is reached besides. */
export interface SharedConnections {
  /** Of the leases' own: nothing may keep their holder waiting. */
  readonly leases: Kysely<Schema>;
  createListener(): ListeningClient;
}

export function openSharedStores(
  db: Kysely<Schema>,
  { leases, createListener }: SharedConnections,
): SharedStores {
  const shared = asShared(db);
  const viewersFocus = createViewersFocusStore(shared);
  const askedLooks = createAskedLookStore(shared);
  return {
    backend: randomUUID(),
    createListener,
    lease: (account) => createLeaseStore(asShared(leases), account),
    liveCampaigns: (account) => createLiveCampaignStore(shared, account),
    viewersFocus,
    askedLooks,
    countLeases: (accounts) => countLeases(shared, accounts),
    askToShare: (backend) => notifyAll(shared, { kind: "share", backend }),
    tellOfNews: (transaction) => notifyAll(asShared(transaction), { kind: "news" }),
    tellOfEnded: (transaction, { id, until }) =>
      notifyAll(asShared(transaction), { kind: "sessionEnded", id, until }),
    async tidy() {
      await deleteUnwatched(shared);
      await viewersFocus.deleteOld();
      await askedLooks.deleteOld();
    },
    close: () => leases.destroy(),
  };
}
