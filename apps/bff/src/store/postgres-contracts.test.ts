import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import { runApiKeyContract } from "../../test/store-contracts/api-key-contract.ts";
import { runAttentionContract } from "../../test/store-contracts/attention-contract.ts";
import { runEndedSessionContract } from "../../test/store-contracts/ended-session-contract.ts";
import { runHistoryContract } from "../../test/store-contracts/history-contract.ts";
import { runOutboxContract } from "../../test/store-contracts/outbox-contract.ts";
import { type OpenDatabase, runStoreContract } from "../../test/store-contracts/store-contract.ts";
import { openPostgresDatabase } from "./postgres-database.ts";

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
runApiKeyContract("PostgreSQL", prepare);
