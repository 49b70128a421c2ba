import { type Kysely, sql } from "kysely";
import { refuseNewerSchema } from "../../store/migrate.ts";
import { connectPostgres } from "../../store/postgres-database.ts";
import type { Schema } from "../../store/schema.ts";
import { StoreError } from "../../store/store-error.ts";
import { bad, type Finding, good, note } from "./finding.ts";
import { schemaFinding } from "./schema-finding.ts";

const answerWithinMs = 5000;

/** By SQLSTATE, or by the network's code (postgresql.org/docs, appendix A). */
const remedies: Readonly<Record<string, string>> = {
  "28P01": "The user or password in DATABASE_URL is wrong.",
  "28000":
    "The server does not let this user in from here: look at its pg_hba.conf, and at sslmode in DATABASE_URL.",
  "3D000": "Make the database that DATABASE_URL names: CREATE DATABASE cruiseboard OWNER …",
  "53300": "The server has no connection left: raise max_connections; each backend takes up to 15.",
  ENOTFOUND: "The host in DATABASE_URL has no address: look at its spelling and at DNS.",
  ECONNREFUSED: "Nobody listens there: look at host and port in DATABASE_URL, and whether the server runs.",
};

/** @param schema where our tables stand. Writes nothing. */
export async function checkPostgres(url: string, schema: string): Promise<readonly Finding[]> {
  const db = connectPostgres(
    { url, schema, onConnectionError: () => undefined },
    { max: 1, query_timeout: answerWithinMs },
  );
  try {
    const { version, may_create } = await serverFacts(db);
    await refuseNewerSchema(db, schema);
    const applied = await appliedMigrations(db, schema);
    const server = good("Database", `PostgreSQL ${version} answers`);
    if (applied.length > 0) return [server, schemaFinding(`schema ${schema}`, applied)];
    return [server, emptyFinding(schema, may_create)];
  } catch (error) {
    return [failure(error)];
  } finally {
    await db.destroy();
  }
}

async function serverFacts(db: Kysely<Schema>): Promise<{ version: string; may_create: boolean }> {
  const { rows } = await sql<{ version: string; may_create: boolean }>`
    select current_setting('server_version') as version,
      has_database_privilege(current_database(), 'CREATE') as may_create`.execute(db);
  return rows[0] ?? { version: "of an unknown version", may_create: false };
}

async function appliedMigrations(db: Kysely<Schema>, schema: string): Promise<readonly string[]> {
  const { rows } = await sql`select 1 from information_schema.tables
    where table_schema = ${schema} and table_name = 'kysely_migration'`.execute(db);
  if (rows.length === 0) return [];
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return applied.rows.map(({ name }) => name);
}

function emptyFinding(schema: string, mayCreate: boolean): Finding {
  return mayCreate
    ? note("Database", `no schema ${schema} yet; the first start makes it`)
    : bad(
        "Database",
        `there is no schema ${schema}, and this user may not make it`,
        "GRANT CREATE ON DATABASE … TO …, or let the database's owner make the schema for this user.",
      );
}

function failure(error: unknown): Finding {
  if (error instanceof StoreError) return bad("Database", error.message, "Use that version's Cruiseboard.");
  const { code = "", message } = firstOf(error);
  const remedy = remedies[code] ?? "Look at DATABASE_URL, and at the server's own log.";
  return bad("Database", `PostgreSQL cannot be used: ${message}${code ? ` (${code})` : ""}`, remedy);
}

/** Of several addresses, each has its own reason; the first will do. */
function firstOf(error: unknown): NodeJS.ErrnoException {
  return error instanceof AggregateError ? firstOf(error.errors[0]) : (error as NodeJS.ErrnoException);
}
