import type { CampaignKey } from "@cruiseboard/contract";
import type { Kysely } from "kysely";
import type { Schema } from "../../src/store/schema.ts";
import { createWatchListStore } from "../../src/store/watch-list-store.ts";

/** Puts campaigns on the stored watch list, without a backend. */
export async function watchDirectly(db: Kysely<Schema>, ...keys: CampaignKey[]): Promise<void> {
  await createWatchListStore(db).add(keys, 0);
}
