import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { runStoreContract } from "../../test/store-contracts/store-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runStoreContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
