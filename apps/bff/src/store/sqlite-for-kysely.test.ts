import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, it, onTestFinished } from "vitest";
import { createSqliteDialect } from "./sqlite-for-kysely.ts";

function openInMemory(): Kysely<unknown> {
  const db = new Kysely<unknown>({ dialect: createSqliteDialect(new DatabaseSync(":memory:")) });
  onTestFinished(() => db.destroy());
  return db;
}

it("answers the rows of a query and the count of a change", async () => {
  const db = openInMemory();
  await sql`create table t (n bigint)`.execute(db);
  const inserted = await sql`insert into t values (1), (2)`.execute(db);
  expect(inserted.numAffectedRows).toBe(2n);
  expect((await sql`delete from t where n = 1 returning n`.execute(db)).rows).toEqual([{ n: 1 }]);
  expect((await sql`select n from t`.execute(db)).rows).toEqual([{ n: 2 }]);
});

it("undoes a migration that did not come to its end", async () => {
  const db = openInMemory();
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          "0001-broken": {
            async up(db) {
              await sql`create table half_made (n bigint)`.execute(db);
              throw new Error("killed here");
            },
          },
        }),
    },
  });
  expect((await migrator.migrateToLatest()).error).toEqual(new Error("killed here"));
  expect((await sql`select name from sqlite_master where name = 'half_made'`.execute(db)).rows).toEqual([]);
});
