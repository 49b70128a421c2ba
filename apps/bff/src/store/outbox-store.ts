import { attentionKinds, type CampaignKey } from "@cruiseboard/contract";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { AttentionChange } from "./attention-store.ts";
import { inStatements, isOf, toKey } from "./campaign-columns.ts";
import type { OutboxMessage, Schema } from "./schema.ts";

/** An alert that waits for a message. Times are epoch ms. */
export type OutboxEvent = { readonly key: CampaignKey } & Readonly<z.infer<typeof eventSchema>>;

const eventSchema = z.object({
  kind: z.enum(attentionKinds),
  event: z.enum(["began", "ended"]),
  since: z.number(),
  at: z.number(),
});

export type OutboxStore = ReturnType<typeof createOutboxStore>;

/** Alerts by receiver. Everything is durable once it resolves. */
export function createOutboxStore(db: Kysely<Schema>) {
  return {
    async waiting(receiver: string, most: number): Promise<OutboxEvent[]> {
      const rows = await db
        .selectFrom("webhookEvents")
        .selectAll()
        .where("receiver", "=", receiver)
        .orderBy("at")
        .orderBy("sdkAppId")
        .orderBy("campaignId")
        .limit(most)
        .execute();
      return rows.flatMap((row) => {
        const known = eventSchema.safeParse(row);
        return known.success ? [{ key: toKey(row), ...known.data }] : [];
      });
    },

    seal: (receiver: string, events: readonly OutboxEvent[], message: OutboxMessage): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("webhookMessages")
          .values({ ...message, receiver })
          .execute();
        for (const { key, kind, event, since } of events)
          await transaction
            .deleteFrom("webhookEvents")
            .where(isOf(key))
            .where(({ and }) => and({ receiver, kind, since, event }))
            .execute();
      }),

    async message(receiver: string): Promise<OutboxMessage | null> {
      const message = await db
        .selectFrom("webhookMessages")
        .select(["id", "body", "createdAt"])
        .where("receiver", "=", receiver)
        .orderBy("createdAt")
        .limit(1)
        .executeTakeFirst();
      return message ?? null;
    },

    async done(id: string): Promise<void> {
      await db.deleteFrom("webhookMessages").where("id", "=", id).execute();
    },

    async dropOld(receiver: string, before: number): Promise<number> {
      const result = await db
        .deleteFrom("webhookEvents")
        .where("receiver", "=", receiver)
        .where("at", "<", before)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },

    /** Drops what is for receivers that are not configured any more. */
    async keepOnly(receivers: readonly string[]): Promise<void> {
      for (const table of ["webhookEvents", "webhookMessages"] as const) {
        const all = db.deleteFrom(table);
        await (receivers.length > 0 ? all.where("receiver", "not in", [...receivers]) : all).execute();
      }
    },
  };
}

/** Within the transaction that writes the change itself. */
export async function addToOutbox(
  db: Kysely<Schema>,
  receivers: readonly string[],
  changes: readonly AttentionChange[],
): Promise<void> {
  const rows = changes.flatMap(({ key, kind, since, until, at }) => {
    const event = until === null ? "began" : "ended";
    return receivers.map((receiver) => ({ receiver, ...toKey(key), kind, event, since, at }));
  });
  await inStatements(rows, (some) =>
    db
      .insertInto("webhookEvents")
      .values(some)
      .onConflict((conflict) => conflict.doNothing()),
  );
}
