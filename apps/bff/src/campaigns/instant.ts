/** ISO 8601 UTC with milliseconds. */
export const toInstant = (epochMs: number) => new Date(epochMs).toISOString();

/** null: not known, or not a date. */
export function toInstantOrNull(epochMs: number | null | undefined): string | null {
  if (epochMs == null) return null;
  const date = new Date(epochMs);
  const year = date.getUTCFullYear();
  // Not every client parses years beyond 9999.
  return Number.isNaN(year) || year < 0 || year > 9999 ? null : date.toISOString();
}
