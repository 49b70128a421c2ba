import { type AttentionKind, attentionKinds, type CampaignKey } from "@cruiseboard/contract";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { AttentionChange } from "./attention-store.ts";
import { isOf, toColumns, toKey } from "./campaign-columns.ts";
import type { Schema } from "./schema.ts";

/** An alert that waits for a message. Times are epoch ms. */
export interface OutboxEvent {
  readonly key: CampaignKey;
  readonly kind: AttentionKind;
  readonly event: "began" | "ended";
  readonly since: number;
  /** Of the observation. */
  readonly at: number;
}

/** A message as it is sent, however often. */
export interface OutboxMessage {
  readonly id: string;
  readonly body: string;
  /** Of the longest waiting event in it. */
  readonly createdAt: number;
}

export type OutboxStore = ReturnType<typeof createOutboxStore>;

/** Alerts by receiver. Everything is durable once it resolves. */
export function createOutboxStore(db: Kysely<Schema>) {
  return {
    /** The longest waiting first. */
    async waiting(receiver: string, most: number): Promise<OutboxEvent[]> {
      const rows = await db
        .selectFrom("webhook_events")
        .selectAll()
        .where("receiver", "=", receiver)
        .orderBy("at")
        .orderBy("sdk_app_id")
        .orderBy("campaign_id")
        .limit(most)
        .execute();
      return rows.flatMap((row) => {
        const known = eventSchema.safeParse(row);
        return known.success ? [{ key: toKey(row), ...known.data, since: row.since, at: row.at }] : [];
      });
    },

    /** Events become a message, in one transaction. */
    seal: (receiver: string, events: readonly OutboxEvent[], message: OutboxMessage): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        const { id, body, createdAt } = message;
        await transaction
          .insertInto("webhook_messages")
          .values({ id, receiver, body, created_at: createdAt })
          .execute();
        for (const { key, kind, event, since } of events)
          await transaction
            .deleteFrom("webhook_events")
            .where("receiver", "=", receiver)
            .where(isOf(key))
            .where("kind", "=", kind)
            .where("since", "=", since)
            .where("event", "=", event)
            .execute();
      }),

    /** The message that is to be sent next; null: there is none. */
    async message(receiver: string): Promise<OutboxMessage | null> {
      const row = await db
        .selectFrom("webhook_messages")
        .selectAll()
        .where("receiver", "=", receiver)
        .orderBy("created_at")
        .limit(1)
        .executeTakeFirst();
      return row ? { id: row.id, body: row.body, createdAt: row.created_at } : null;
    },

    /** It was delivered, or given up. */
    async done(id: string): Promise<void> {
      await db.deleteFrom("webhook_messages").where("id", "=", id).execute();
    },

    /** Drops events from before `before`; answers how many. */
    async dropOld(receiver: string, before: number): Promise<number> {
      const result = await db
        .deleteFrom("webhook_events")
        .where("receiver", "=", receiver)
        .where("at", "<", before)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },

    /** Drops what is for receivers that are not configured any more. */
    async keepOnly(receivers: readonly string[]): Promise<void> {
      for (const table of ["webhook_events", "webhook_messages"] as const) {
        const all = db.deleteFrom(table);
        await (receivers.length > 0 ? all.where("receiver", "not in", [...receivers]) : all).execute();
      }
    },
  };
}

const eventSchema = z.object({ kind: z.enum(attentionKinds), event: z.enum(["began", "ended"]) });

/** Within the transaction that writes the change itself. */
export async function addToOutbox(
  db: Kysely<Schema>,
  receivers: readonly string[],
  changes: readonly AttentionChange[],
): Promise<void> {
  for (const { key, kind, since, until, at } of changes)
    for (const receiver of receivers)
      await db
        .insertInto("webhook_events")
        .values({
          receiver,
          ...toColumns(key),
          kind,
          event: until === null ? "began" : "ended",
          since,
          at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
}
