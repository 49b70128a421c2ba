import { randomUUID } from "node:crypto";
import { type CampaignKey, campaignKeySchema, focusLimits } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import type { Client } from "pg";
import { z } from "zod";
import type { Account } from "../config/account.ts";
import { upsert } from "./campaign-columns.ts";
import { asShared, type ClusterSchema, notifyAll, writeAndNotify } from "./cluster-schema.ts";
import { createLeaseStore } from "./lease-store.ts";
import { createLiveCampaignStore } from "./live-campaign-store.ts";
import { readJson } from "./read-json.ts";
import { createPendingRequestStore } from "./request-store.ts";
import type { EndedSession, Schema } from "./schema.ts";

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

/** Written longer ago than a focus lasts, or so many times that, by the database's clock. */
const lapsed = (times: number) =>
  sql<boolean>`put_at < now() - ${(times * focusLimits.lapsesAfterMs) / 1000} * interval '1 second'`;

const campaignsSchema = z.array(campaignKeySchema);

function createViewersFocusStore(db: Kysely<ClusterSchema>) {
  return {
    put: (backend: string, campaigns: readonly CampaignKey[]) =>
      writeAndNotify(db, { kind: "focus" }, (transaction) => {
        const row = { backend, campaigns: JSON.stringify(campaigns), putAt: sql<Date>`now()` };
        return upsert(transaction, "viewersFocus", [row], ["backend"]).execute();
      }),

    async ofOthers(backend: string): Promise<{ backend: string; campaigns: CampaignKey[] }[]> {
      const { rows } = await sql<ClusterSchema["viewersFocus"]>`select * from viewers_focus
        where backend <> ${backend} and not (${lapsed(1)})`.execute(db);
      return rows.map((row) => ({
        backend: row.backend,
        campaigns: readJson(campaignsSchema, row.campaigns) ?? [],
      }));
    },

    async deleteOld(): Promise<void> {
      await db.deleteFrom("viewersFocus").where(lapsed(10)).execute();
    },
  };
}
