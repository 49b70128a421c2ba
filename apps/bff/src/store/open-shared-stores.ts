import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { type AskedLookStore, createAskedLookStore } from "./asked-look-store.ts";
import { asShared } from "./cluster-schema.ts";
import { createLeaseStore, type LeaseStore } from "./lease-store.ts";
import { createLiveCampaignStore, type LiveCampaignStore } from "./live-campaign-store.ts";
import { connectPostgres, type PostgresDatabaseOptions } from "./postgres-database.ts";
import type { Schema } from "./schema.ts";
import { createViewersFocusStore, type ViewersFocusStore } from "./viewers-focus-store.ts";

/** What backends on one PostgreSQL database have in common besides the data. */
export interface SharedStores {
  /** Names this process among all backends. */
  readonly backend: string;
  /** How the database is reached, for a connection that listens. */
  readonly connection: Pick<PostgresDatabaseOptions, "url" | "schema">;
  readonly lease: LeaseStore;
  readonly liveCampaigns: LiveCampaignStore;
  readonly viewersFocus: ViewersFocusStore;
  readonly askedLooks: AskedLookStore;
  /** Forgets what nobody needs any more. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** A renewal that takes longer, ms, is no use. */
const renewWithinMs = 2000;

/** On a database that is open already. The lease has a connection of its own: nothing may keep its holder waiting. */
export function openSharedStores(db: Kysely<Schema>, options: PostgresDatabaseOptions): SharedStores {
  const shared = asShared(db);
  const leaseConnection = connectPostgres(options, { max: 1, query_timeout: renewWithinMs });
  const liveCampaigns = createLiveCampaignStore(shared);
  const viewersFocus = createViewersFocusStore(shared);
  const askedLooks = createAskedLookStore(shared);
  return {
    backend: randomUUID(),
    connection: options,
    lease: createLeaseStore(asShared(leaseConnection), "upstream"),
    liveCampaigns,
    viewersFocus,
    askedLooks,
    async tidy() {
      await liveCampaigns.deleteUnwatched();
      await viewersFocus.deleteOld();
      await askedLooks.deleteOld();
    },
    close: () => leaseConnection.destroy(),
  };
}
