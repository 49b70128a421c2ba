import { migrations } from "../../store/migrations.ts";
import { type Finding, good, note } from "./finding.ts";

/** Whether a sound database is of this version. `applied`: its migrations; never more than are known here. */
export function schemaFinding(database: string, applied: readonly string[]): Finding {
  const known = Object.keys(migrations).length;
  if (applied.length === known) return good("Database", `${database}, of this version`);
  return note(
    "Database",
    `${database}, with ${applied.length} of this version's ${known} migrations`,
    "The next start brings it up to date; back it up before that.",
  );
}
