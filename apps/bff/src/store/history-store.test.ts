import { temporaryFolder } from "../test-kit/temporary-folder.ts";
import { runHistoryContract } from "./history-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runHistoryContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
