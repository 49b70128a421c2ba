import { postgresForTests } from "../test-kit/postgres-for-tests.ts";
import { runAttentionContract } from "./attention-contract.ts";
import { runEndedSessionContract } from "./ended-session-contract.ts";
import { runHistoryContract } from "./history-contract.ts";
import { runOutboxContract } from "./outbox-contract.ts";
import { openPostgresDatabase } from "./postgres-database.ts";
import { type OpenDatabase, runStoreContract } from "./store-contract.ts";

const postgres = postgresForTests();

function prepare(): OpenDatabase {
  const database = postgres.newDatabase();
  return async () =>
    openPostgresDatabase({ url: await database, schema: "cruiseboard", onConnectionError: () => undefined });
}

runStoreContract("PostgreSQL", prepare);
runHistoryContract("PostgreSQL", prepare);
runAttentionContract("PostgreSQL", prepare);
runOutboxContract("PostgreSQL", prepare);
runEndedSessionContract("PostgreSQL", prepare);
