import { type Kysely, sql } from "kysely";
import { onlyAccount } from "../config/account.ts";
import { type ClusterSchema, writeAndNotify } from "./cluster-schema.ts";

export type StoredLease = Pick<ClusterSchema["leases"], "holder" | "term" | "beat"> & {
  readonly account: string;
  readonly published: string | null;
};

/** One row per account, all held by the same backend. Earlier versions take each row by itself, and must find it held. */
export type LeaseStore = ReturnType<typeof createLeaseStore>;

export function createLeaseStore(db: Kysely<ClusterSchema>, accounts: readonly string[]) {
  const rows = accounts.toSorted().map((account) => ({ account, name: leaseName(account) }));
  const names = rows.map(({ name }) => name);

  return {
    async read(): Promise<StoredLease[]> {
      const stored = await db
        .selectFrom("leases")
        .select(["name", "holder", "term", "beat", "told as published"])
        .where("name", "in", names)
        .execute();
      return stored.map(({ name, ...lease }) => ({
        account: rows.find((row) => row.name === name)?.account ?? name,
        ...lease,
      }));
    },

    /** Takes every row that still stands as it was read. Answers the new term, higher than any before; null: another backend took a row. */
    async take(holder: string, read: readonly StoredLease[]): Promise<number | null> {
      const { rows } = await sql<{ latest: number | null }>`select max(term) as latest from leases`.execute(
        db,
      );
      const term = (rows[0]?.latest ?? 0) + 1;
      const result = await db
        .insertInto("leases")
        .values(names.map((name) => ({ name, holder, term, beat: 0, told: null })))
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet({ holder, term, beat: 0, told: null })
            .where(({ and, or }) =>
              or(
                read.map(({ account, term, beat }) =>
                  and({ "leases.name": leaseName(account), "leases.term": term, "leases.beat": beat }),
                ),
              ),
            ),
        )
        .executeTakeFirst();
      return Number(result.numInsertedOrUpdatedRows) === names.length ? term : null;
    },

    /** `published` by account. False: another backend holds a row. */
    async renew(holder: string, term: number, published: ReadonlyMap<string, string>): Promise<boolean> {
      const renewal = { holder, term, beat: 0 };
      const result = await db
        .insertInto("leases")
        .values(rows.map(({ account, name }) => ({ name, ...renewal, told: published.get(account) ?? null })))
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet({ beat: sql`leases.beat + 1`, told: (excluded) => excluded.ref("excluded.told") })
            .where(({ and }) => and({ "leases.holder": holder, "leases.term": term })),
        )
        .executeTakeFirst();
      return Number(result.numInsertedOrUpdatedRows) === names.length;
    },

    release: (holder: string, term: number) =>
      writeAndNotify(db, { kind: "lease" }, (transaction) =>
        sql`update leases set holder = null where holder = ${holder} and term = ${term}
          and name in (${sql.join(names)})`.execute(transaction),
      ),
  };
}

/** The row of an installation without an accounts file was called so before there were several accounts. */
const leaseName = (account: string) => (account === onlyAccount ? "upstream" : `upstream/${account}`);
