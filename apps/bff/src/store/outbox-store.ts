import { attentionKinds, type CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
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
      const { rows } = await sql<Schema["webhookEvents"]>`select * from webhook_events
        where receiver = ${receiver} order by at, sdk_app_id, campaign_id limit ${most}`.execute(db);
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
          await sql`delete from webhook_events where receiver = ${receiver} and ${isOf(key)}
            and kind = ${kind} and since = ${since} and event = ${event}`.execute(transaction);
      }),

    async message(receiver: string): Promise<OutboxMessage | null> {
      const { rows } = await sql<OutboxMessage>`select id, body, created_at from webhook_messages
        where receiver = ${receiver} order by created_at limit 1`.execute(db);
      return rows[0] ?? null;
    },

    async done(id: string): Promise<void> {
      await db.deleteFrom("webhookMessages").where("id", "=", id).execute();
    },

    async dropOld(receiver: string, before: number): Promise<number> {
      const { numAffectedRows } = await sql`delete from webhook_events
        where receiver = ${receiver} and at < ${before}`.execute(db);
      return Number(numAffectedRows);
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
