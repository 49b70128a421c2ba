import { DatabaseSync } from "node:sqlite";
import { until } from "@cruiseboard/testing";
import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import { connectPostgres } from "./postgres-database.ts";
import { storageFaultOf } from "./store-error.ts";

const postgres = postgresForTests();

function connectTo(url: string, limits: { query_timeout?: number } = {}) {
  const db = connectPostgres(
    { url, schema: "cruiseboard", onConnectionError: () => undefined },
    { max: 1, ...limits },
  );
  onTestFinished(() => db.destroy());
  return db;
}

const faultOf = (work: Promise<unknown>) => work.then(() => "none", storageFaultOf);

it("SQLite refuses", () => {
  expect(() => new DatabaseSync(":memory:").exec("select nothing")).toThrow(
    expect.toSatisfy((error) => storageFaultOf(error) === "refused"),
  );
});

describe("PostgreSQL", () => {
  it("refuses a statement, and a transaction that holds one", async () => {
    const db = connectTo(await postgres.newDatabase());
    expect(await faultOf(sql`select 1 / 0`.execute(db))).toBe("refused");
    const inTransaction = db.transaction().execute((transaction) => sql`select 1 / 0`.execute(transaction));
    expect(await faultOf(inTransaction)).toBe("refused");
  });

  it("is lost when nobody listens", async () => {
    const nowhere = new URL(await postgres.newDatabase());
    nowhere.port = "1";
    expect(await faultOf(sql`select 1`.execute(connectTo(nowhere.href)))).toBe("lost");
  });

  it("is lost when it says nothing in time", async () => {
    const db = connectTo(await postgres.newDatabase(), { query_timeout: 50 });
    expect(await faultOf(sql`select pg_sleep(30)`.execute(db))).toBe("lost");
  });

  it("is lost when it goes, or is told to, within a statement or a transaction", async () => {
    const url = await postgres.newDatabase();
    const asleep = connectTo(url);
    const sleeping = faultOf(
      asleep.transaction().execute((transaction) => sql`select pg_sleep(30)`.execute(transaction)),
    );
    const other = connectTo(url);
    const terminate = sql<{ found: boolean }>`select pg_terminate_backend(pid) as found from pg_stat_activity
      where query like 'select pg_sleep%' and datname = current_database()`;
    await until(async () => (await terminate.execute(other)).rows.length > 0);
    expect(await sleeping).toBe("lost");
    const within = faultOf(sql`select pg_sleep(30)`.execute(other));
    await until(async () => (await terminate.execute(connectTo(url))).rows.length > 0);
    expect(await within).toBe("lost");
    await postgres.server.kill();
    expect(await faultOf(sql`select 1`.execute(other))).toBe("lost");
    await postgres.server.start();
  });
});

it("nothing else is a fault of the database", () => {
  expect(storageFaultOf(new TypeError("undefined is not a function"))).toBeNull();
  expect(
    storageFaultOf(Object.assign(new Error("no such file"), { code: "ENOENT", syscall: "open" })),
  ).toBeNull();
  expect(storageFaultOf("Connection terminated")).toBeNull();
});
