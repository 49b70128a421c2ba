import { temporaryFolder } from "../test-kit/temporary-folder.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";
import { runStoreContract } from "./store-contract.ts";

runStoreContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
