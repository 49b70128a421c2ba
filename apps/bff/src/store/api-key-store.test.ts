import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { runApiKeyContract } from "../../test/store-contracts/api-key-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runApiKeyContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
