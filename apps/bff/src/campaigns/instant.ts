/** Epoch ms → ISO 8601 UTC with milliseconds. */
export function toInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The same, keeping null ("not known"), and answering null for what no calendar holds. */
export function toInstantOrNull(epochMs: number | null | undefined): string | null {
  if (epochMs == null) return null;
  const date = new Date(epochMs);
  const year = date.getUTCFullYear();
  // Years beyond 9999 have no ISO form that every reader of our times understands.
  return Number.isNaN(year) || year < 0 || year > 9999 ? null : date.toISOString();
}
