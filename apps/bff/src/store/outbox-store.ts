import { type AttentionKind, attentionKinds, type CampaignKey } from "@cruiseboard/contract";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { AttentionChange } from "./attention-store.ts";
import type { Schema } from "./schema.ts";

/** Something that is to be told. Times are epoch ms. */
export interface OutboxEvent {
  readonly key: CampaignKey;
  readonly kind: AttentionKind;
  readonly event: "began" | "ended";
  readonly since: number;
  /** The look that told it. */
  readonly at: number;
}

/** A message as it is sent, however often. */
export interface OutboxMessage {
  readonly id: string;
  readonly body: string;
  /** Of the longest waiting event in it. */
  readonly createdAt: number;
}

/** What is to be told to whom. Everything is durable once it resolves. */
export interface OutboxStore {
  /** Waiting for a message, the longest waiting first. */
  waiting(receiver: string, most: number): Promise<OutboxEvent[]>;
  /** Events become a message: it is there and they are gone, or neither. */
  seal(receiver: string, events: readonly OutboxEvent[], message: OutboxMessage): Promise<void>;
  /** The message under way; null: there is none. */
  message(receiver: string): Promise<OutboxMessage | null>;
  /** It was delivered, or given up. */
  done(id: string): Promise<void>;
  /** Drops what waits since before `before`; answers how many those were. */
  dropOld(receiver: string, before: number): Promise<number>;
  /** Drops what is for receivers that are configured no more. */
  keepOnly(receivers: readonly string[]): Promise<void>;
}

export function createOutboxStore(db: Kysely<Schema>): OutboxStore {
  return {
    waiting: (receiver, most) => readWaiting(db, receiver, most),
    seal: (receiver, events, { id, body, createdAt }) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("webhook_messages")
          .values({ id, receiver, body, created_at: createdAt })
          .execute();
        for (const event of events) await deleteEvent(transaction, receiver, event);
      }),
    async message(receiver) {
      const row = await db
        .selectFrom("webhook_messages")
        .selectAll()
        .where("receiver", "=", receiver)
        .orderBy("created_at")
        .limit(1)
        .executeTakeFirst();
      return row ? { id: row.id, body: row.body, createdAt: row.created_at } : null;
    },
    async done(id) {
      await db.deleteFrom("webhook_messages").where("id", "=", id).execute();
    },
    async dropOld(receiver, before) {
      const result = await db
        .deleteFrom("webhook_events")
        .where("receiver", "=", receiver)
        .where("at", "<", before)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },
    async keepOnly(receivers) {
      for (const table of ["webhook_events", "webhook_messages"] as const) {
        const all = db.deleteFrom(table);
        await (receivers.length > 0 ? all.where("receiver", "not in", [...receivers]) : all).execute();
      }
    },
  };
}

/** Within the transaction that keeps the change itself, so that neither is there without the other. */
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
          sdk_app_id: key.sdkAppId,
          campaign_id: key.campaignId,
          kind,
          event: until === null ? "began" : "ended",
          since,
          at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
}

const eventSchema = z.object({ kind: z.enum(attentionKinds), event: z.enum(["began", "ended"]) });

async function readWaiting(db: Kysely<Schema>, receiver: string, most: number): Promise<OutboxEvent[]> {
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
    const key = { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id };
    return known.success ? [{ key, ...known.data, since: row.since, at: row.at }] : [];
  });
}

async function deleteEvent(
  db: Kysely<Schema>,
  receiver: string,
  { key, kind, event, since }: OutboxEvent,
): Promise<void> {
  await db
    .deleteFrom("webhook_events")
    .where("receiver", "=", receiver)
    .where("sdk_app_id", "=", key.sdkAppId)
    .where("campaign_id", "=", key.campaignId)
    .where("kind", "=", kind)
    .where("since", "=", since)
    .where("event", "=", event)
    .execute();
}
