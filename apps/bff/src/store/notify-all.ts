import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { ClusterSchema } from "./cluster-schema.ts";

/** What backends tell each other; what each says stands in the database, too, so that nothing is lost with a message. */
export const noticeSchema = z.discriminatedUnion("kind", [
  /** The watch list changed; the database itself tells it. */
  z.object({ kind: z.literal("watchList") }),
  /** An account's lease was given back; without a name, somebody's. */
  z.object({ kind: z.literal("lease"), account: z.string().optional() }),
  /** Campaigns of an account were seen anew; without a name, somebody's. */
  z.object({ kind: z.literal("campaigns"), account: z.string().optional() }),
  /** Viewers' screens show something else. */
  z.object({ kind: z.literal("focus") }),
  /** One that asks for more accounts than others is to leave them one. */
  z.object({ kind: z.literal("share"), backend: z.string() }),
  /** Something is to be told to receivers outside. */
  z.object({ kind: z.literal("news") }),
  /** A session is over ahead of its absolute end, epoch ms. */
  z.object({ kind: z.literal("sessionEnded"), id: z.string(), until: z.number() }),
  /** Somebody waits for a look, gave up waiting, or may read the reply. */
  z.object({ kind: z.enum(["asked", "abandoned", "replied"]), id: z.string() }),
]);

export type Notice = z.infer<typeof noticeSchema>;

/** The channel of PostgreSQL's LISTEN and NOTIFY. */
export const noticeChannel = "cruiseboard";

/** Told to every backend on this database, this one included, once the transaction is committed. */
export async function notifyAll(db: Kysely<ClusterSchema>, notice: Notice): Promise<void> {
  await sql`select pg_notify(${noticeChannel}, ${JSON.stringify(notice)})`.execute(db);
}
