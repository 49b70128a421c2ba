import { type Kysely, sql } from "kysely";
import { onlyAccount } from "../config/account.ts";
import { type ClusterSchema, notifyAll } from "./cluster-schema.ts";

/** A lease as it stands. It is alive while `beat` grows. */
export interface StoredLease {
  /** null: nobody holds it. */
  readonly holder: string | null;
  readonly term: number;
  readonly beat: number;
  /** What its holder tells the others; null: nothing yet. */
  readonly told: string | null;
}

/** The lease of one account in a database that several backends share. Each statement is all there or not at all. */
export interface LeaseStore {
  /** null: nobody has ever held it. */
  read(): Promise<StoredLease | null>;
  /** Takes it if it still stands as it was seen; answers the new term, or null: somebody else was faster. */
  take(holder: string, seen: StoredLease | null): Promise<number | null>;
  /** False: it is not this holder's any more. */
  renew(holder: string, term: number, told: string): Promise<boolean>;
  /** Gives it back, if it is this holder's, and tells everybody. */
  release(holder: string, term: number): Promise<void>;
}

export function createLeaseStore(db: Kysely<ClusterSchema>, account: string): LeaseStore {
  const name = leaseName(account);
  return {
    async read() {
      const row = await db.selectFrom("leases").selectAll().where("name", "=", name).executeTakeFirst();
      return row ? { holder: row.holder, term: row.term, beat: row.beat, told: row.told } : null;
    },

    async take(holder, seen) {
      if (seen === null) return takeNew(db, name, holder);
      const result = await db
        .updateTable("leases")
        .set({ holder, term: seen.term + 1, beat: 0 })
        .where("name", "=", name)
        .where("term", "=", seen.term)
        .where("beat", "=", seen.beat)
        .where("holder", "is not distinct from", seen.holder)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n ? seen.term + 1 : null;
    },

    async renew(holder, term, told) {
      const result = await db
        .updateTable("leases")
        .set({ beat: sql`beat + 1`, told })
        .where("name", "=", name)
        .where("holder", "=", holder)
        .where("term", "=", term)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    release: (holder, term) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable("leases")
          .set({ holder: null })
          .where("name", "=", name)
          .where("holder", "=", holder)
          .where("term", "=", term)
          .execute();
        await notifyAll(transaction, { kind: "lease", account });
      }),
  };
}

/** For how many of these accounts each backend asks; one that asks for none is not among them. */
export async function countLeases(
  db: Kysely<ClusterSchema>,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("leases")
    .select("holder")
    .where("name", "in", accounts.map(leaseName))
    .execute();
  const holders = rows.flatMap(({ holder }) => holder ?? []);
  return new Map([...Map.groupBy(holders, (holder) => holder)].map(([holder, all]) => [holder, all.length]));
}

/** That of an installation without an accounts file was released under this name, before there were several. */
function leaseName(account: string): string {
  return account === onlyAccount ? "upstream" : `upstream/${account}`;
}

async function takeNew(db: Kysely<ClusterSchema>, name: string, holder: string): Promise<number | null> {
  const result = await db
    .insertInto("leases")
    .values({ name, holder, term: 1, beat: 0, told: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n ? 1 : null;
}
