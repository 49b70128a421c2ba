import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { type AskedLookStore, createAskedLookStore } from "./asked-look-store.ts";
import { asShared } from "./cluster-schema.ts";
import { countLeases, createLeaseStore, type LeaseStore } from "./lease-store.ts";
import { createLiveCampaignStore, deleteUnwatched, type LiveCampaignStore } from "./live-campaign-store.ts";
import { notifyAll } from "./notify-all.ts";
import { connectPostgres, type PostgresDatabaseOptions } from "./postgres-database.ts";
import type { Schema } from "./schema.ts";
import { createViewersFocusStore, type ViewersFocusStore } from "./viewers-focus-store.ts";

/** What backends on one PostgreSQL database have in common besides the data. */
export interface SharedStores {
  /** Names this process among all backends. */
  readonly backend: string;
  /** How the database is reached, for a connection that listens. */
  readonly connection: Pick<PostgresDatabaseOptions, "url" | "schema">;
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
  /** Forgets what nobody needs any more. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** A renewal that takes longer, ms, is no use. */
const renewWithinMs = 2000;
/** Each is renewed once a second, which takes some milliseconds. */
const leasesAConnection = 10;

/**
 * On a database that is open already. The leases of so many accounts have connections of their own: nothing may keep
 * their holder waiting.
 */
export function openSharedStores(
  db: Kysely<Schema>,
  options: PostgresDatabaseOptions,
  accounts: number,
): SharedStores {
  const shared = asShared(db);
  const leaseConnection = connectPostgres(options, {
    max: Math.ceil(accounts / leasesAConnection),
    query_timeout: renewWithinMs,
  });
  const viewersFocus = createViewersFocusStore(shared);
  const askedLooks = createAskedLookStore(shared);
  return {
    backend: randomUUID(),
    connection: options,
    lease: (account) => createLeaseStore(asShared(leaseConnection), account),
    liveCampaigns: (account) => createLiveCampaignStore(shared, account),
    viewersFocus,
    askedLooks,
    countLeases: (accounts) => countLeases(shared, accounts),
    askToShare: (backend) => notifyAll(shared, { kind: "share", backend }),
    tellOfNews: (transaction) => notifyAll(asShared(transaction), { kind: "news" }),
    async tidy() {
      await deleteUnwatched(shared);
      await viewersFocus.deleteOld();
      await askedLooks.deleteOld();
    },
    close: () => leaseConnection.destroy(),
  };
}
