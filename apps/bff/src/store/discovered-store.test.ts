import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { runDiscoveredContract } from "../../test/store-contracts/discovered-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runDiscoveredContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
