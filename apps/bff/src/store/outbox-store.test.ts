import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { runOutboxContract } from "../../test/store-contracts/outbox-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runOutboxContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
