import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { runEndedSessionContract } from "../../test/store-contracts/ended-session-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runEndedSessionContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
