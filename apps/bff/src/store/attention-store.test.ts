import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { runAttentionContract } from "../../test/store-contracts/attention-contract.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

runAttentionContract("SQLite", () => {
  const folder = temporaryFolder();
  return () => openSqliteDatabase(folder, "test.db");
});
