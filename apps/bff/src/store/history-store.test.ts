import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { runHistoryContract } from "../../test/store-contracts/history-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runHistoryContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
