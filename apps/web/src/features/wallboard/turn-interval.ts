/** Between two pages, in seconds: what is usual, and the least and most that can be asked for. */
const [usual, least, most] = [15, 5, 600];

/** Reads `turn` of a query string, in seconds; what is not understood counts as not given. */
export function parseTurn(search: string): number {
  const given = Number(new URLSearchParams(search).get("turn") ?? Number.NaN);
  return Number.isFinite(given) ? Math.min(most, Math.max(least, given)) : usual;
}
