/**
 * What a fault of the database means for whoever asked. refused: it said so, and nothing was changed · lost: it was
 * gone before it said anything, so that a change may have been made or not. null: no fault of the database.
 */
export type StorageFault = "refused" | "lost";

export function storageFaultOf(error: unknown): StorageFault | null {
  if (error instanceof AggregateError) return storageFaultOf(error.errors[0]);
  if (!(error instanceof Error)) return null;
  const { code, severity, syscall } = error as { code?: unknown; severity?: unknown; syscall?: unknown };
  if (code === "ERR_SQLITE_ERROR") return "refused";
  // PostgreSQL's own errors: five characters and how bad it is.
  if (typeof code === "string" && typeof severity === "string") return sqlStateFault(code);
  const isOfConnection = typeof syscall === "string" && typeof code === "string" && socketFaults.has(code);
  return isOfConnection || lostInWords.test(error.message) ? "lost" : null;
}

const socketFaults = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Of node-postgres, which has no codes for them. */
const lostInWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** Classes 08 (connection) and 57P (the server stops, crashed or starts) end the connection, whatever was under way. */
function sqlStateFault(code: string): StorageFault {
  return code.startsWith("08") || code.startsWith("57P") ? "lost" : "refused";
}
