import type { Migration } from "kysely/migration";
import { up as watchList } from "./0001-watch-list.ts";
import { up as history } from "./0002-history.ts";

/** In order; a name that has been released is never changed or taken away. */
export const migrations: Record<string, Migration> = {
  "0001-watch-list": { up: watchList },
  "0002-history": { up: history },
};
