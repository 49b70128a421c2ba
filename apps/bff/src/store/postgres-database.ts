import { Kysely, PostgresDialect } from "kysely";
import { Client, type ClientBase, Pool, type PoolConfig, TypeOverrides, types } from "pg";
import { appliedMigrations, migrate } from "./migrations.ts";
import type { SharedConnections } from "./open-shared-stores.ts";
import { plugins, type Schema } from "./schema.ts";
import { StoreError } from "./store-error.ts";

export interface PostgresDatabaseOptions {
  /** `postgres://…` with a password and standard parameters such as `sslmode`. */
  readonly url: string;
  readonly schema: string;
  /** An idle connection broke; the next use opens another. */
  readonly onConnectionError: (error: Error) => void;
}

const connectTimeoutMs = 3000;
/** Statements take milliseconds; a longer one has lost its server. */
const statementTimeoutMs = 15_000;
const mostConnections = 10;

/** Connects and migrates; several processes may do so at once. Throws StoreError, without the password. */
export async function openPostgresDatabase(options: PostgresDatabaseOptions): Promise<Kysely<Schema>> {
  // Without a time limit: a migration of millions of rows takes long.
  const migrating = connectPostgres(options, { max: 2 });
  try {
    await appliedMigrations(migrating, options.schema);
    await migrate(migrating, options.schema);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The database of DATABASE_URL cannot be used: ${reasonOf(error)}`, { cause: error });
  } finally {
    await migrating.destroy();
  }
  return connectPostgres(options, { max: mostConnections, query_timeout: statementTimeoutMs });
}

export function connectPostgres(
  { url, schema, onConnectionError }: PostgresDatabaseOptions,
  limits: Pick<PoolConfig, "max" | "query_timeout">,
): Kysely<Schema> {
  const pool = new Pool({ ...connectionOf(url, schema), ...limits });
  pool.on("error", onConnectionError);
  pool.on("connect", (client) => {
    client.on("error", onConnectionError);
    closeAfterTimeout(client);
  });
  return new Kysely({ dialect: new PostgresDialect({ pool }), plugins });
}

/** A renewal of the lease that takes longer is of no use. */
const renewalTimeoutMs = 2000;
const listenerTimeoutMs = 2000;

export function sharedConnections(options: PostgresDatabaseOptions): SharedConnections {
  return {
    lease: connectPostgres(options, { max: 1, query_timeout: renewalTimeoutMs }),
    createListener() {
      const connection = connectionOf(options.url, options.schema);
      const client = new Client({ ...connection, query_timeout: listenerTimeoutMs });
      closeAfterTimeout(client);
      return client;
    },
  };
}

function connectionOf(text: string, schema: string) {
  const url = new URL(text);
  const given = url.searchParams.get("options");
  url.searchParams.set("options", [given, `-c search_path=${schema}`].filter(Boolean).join(" "));
  return {
    connectionString: url.href,
    application_name: "cruiseboard",
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: columnTypes,
  } satisfies PoolConfig;
}

/** node-postgres answers int8 as text; ours are times, ids and counts below 2^53. */
const columnTypes = new TypeOverrides();
columnTypes.setTypeParser(types.builtins.INT8, Number);

/** After a time-out the connection would wait for minutes. It is closed, so that the next use opens another. */
function closeAfterTimeout(client: ClientBase): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  const queryAndClose = (...args: unknown[]) => {
    const answer = query(...args);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (reasonOf(error) === "Query read timeout") connection.stream.destroy();
      });
    return answer;
  };
  Object.assign(client, { query: queryAndClose });
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
