import { Kysely, PostgresDialect } from "kysely";
import { Client, type ClientBase, Pool, type PoolConfig, TypeOverrides, types } from "pg";
import { migrate, refuseNewerSchema } from "./migrate.ts";
import type { SharedConnections } from "./open-shared-stores.ts";
import type { Schema } from "./schema.ts";
import { StoreError } from "./store-error.ts";

export interface PostgresDatabaseOptions {
  /** `postgres://…` with a password and standard parameters such as `sslmode`. */
  readonly url: string;
  /** Where our tables stand, apart from whatever else is in the database. Lower-case letters and underscores. */
  readonly schema: string;
  /** A connection that lay idle broke off; the next use makes another. */
  readonly onConnectionError: (error: Error) => void;
}

/** Waits for a server that is not there, ms. */
const connectWithinMs = 3000;
/** A statement that takes longer, ms, has lost its server: they take milliseconds. */
const answerWithinMs = 15_000;
const mostConnections = 10;

/**
 * Connects to a PostgreSQL database and migrates it; several processes may do so at once.
 * Throws StoreError (not reachable, refused, schema of a newer version), without the password.
 */
export async function openPostgresDatabase(options: PostgresDatabaseOptions): Promise<Kysely<Schema>> {
  // A migration of millions of rows may take its time, so it has connections of its own.
  const migrating = connectPostgres(options, { max: 2 });
  try {
    await refuseNewerSchema(migrating, options.schema);
    await migrate(migrating, options.schema);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The database of DATABASE_URL cannot be used: ${reasonOf(error)}`, { cause: error });
  } finally {
    await migrating.destroy();
  }
  return connectPostgres(options, { max: mostConnections, query_timeout: answerWithinMs });
}

/** Kysely over connections that are made when they are needed. `limits` are those of node-postgres. */
export function connectPostgres(
  { url, schema, onConnectionError }: PostgresDatabaseOptions,
  limits: Pick<PoolConfig, "max" | "query_timeout">,
): Kysely<Schema> {
  const pool = new Pool({ ...connectionOf(url, schema), ...limits });
  pool.on("error", onConnectionError);
  pool.on("connect", (client) => {
    client.on("error", onConnectionError);
    breakOffWhenSilent(client);
  });
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
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
      breakOffWhenSilent(client);
      return client;
    },
  };
}

/** How each connection is made. */
function connectionOf(url: string, schema: string) {
  return {
    connectionString: withSearchPath(url, schema),
    application_name: "cruiseboard",
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: columnTypes,
  } satisfies PoolConfig;
}

/** Unqualified names mean our schema, whatever else the URL sets by `options`. */
function withSearchPath(text: string, schema: string): string {
  const url = new URL(text);
  const given = url.searchParams.get("options");
  url.searchParams.set("options", [given, `-c search_path=${schema}`].filter(Boolean).join(" "));
  return url.href;
}

/** int8 comes as text, since it may be larger than a JavaScript number; ours are times, ids and counts, which are not. */
const columnTypes = new TypeOverrides();
columnTypes.setTypeParser(types.builtins.INT8, Number);

/**
 * A statement that got no answer in time leaves its connection waiting, for minutes if the network swallows
 * everything. It is broken off, so that the next use makes another.
 */
function breakOffWhenSilent(client: ClientBase): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  const impatient = (...args: unknown[]) => {
    const answer = query(...args);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (reasonOf(error) === "Query read timeout") connection.stream.destroy();
      });
    return answer;
  };
  Object.assign(client, { query: impatient });
}

function reasonOf(error: unknown): string {
  // Of several addresses, each has its own reason.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
