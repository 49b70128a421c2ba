import type { CampaignKey } from "@cruiseboard/contract";
import type { Kysely, Selectable } from "kysely";
import type { Schema } from "./schema.ts";

/** A campaign that is not watched any more; times are epoch ms. */
export interface ArchivedEntry {
  readonly key: CampaignKey;
  readonly label: string | null;
  readonly addedAt: number;
  readonly archivedAt: number;
}

/** What the watch list has put aside. It is the watch list's own store that puts in and takes back. */
export interface ArchiveStore {
  /** Newest in the archive first. */
  all(): Promise<ArchivedEntry[]>;
  find(key: CampaignKey): Promise<ArchivedEntry | null>;
  /** True if it was there. */
  remove(key: CampaignKey): Promise<boolean>;
}

export function createArchiveStore(db: Kysely<Schema>): ArchiveStore {
  return {
    async all() {
      const rows = await db
        .selectFrom("archive")
        .selectAll()
        .orderBy("archived_at", "desc")
        .orderBy("sdk_app_id")
        .orderBy("campaign_id")
        .execute();
      return rows.map(toEntry);
    },
    async find({ sdkAppId, campaignId }) {
      const row = await db
        .selectFrom("archive")
        .selectAll()
        .where("sdk_app_id", "=", sdkAppId)
        .where("campaign_id", "=", campaignId)
        .executeTakeFirst();
      return row ? toEntry(row) : null;
    },
    async remove({ sdkAppId, campaignId }) {
      const result = await db
        .deleteFrom("archive")
        .where("sdk_app_id", "=", sdkAppId)
        .where("campaign_id", "=", campaignId)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function toEntry(row: Selectable<Schema["archive"]>): ArchivedEntry {
  return {
    key: { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id },
    label: row.label,
    addedAt: row.added_at,
    archivedAt: row.archived_at,
  };
}
