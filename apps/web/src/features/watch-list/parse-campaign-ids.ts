/** One thing that is wrong with what was typed; `token` is the part that is meant. */
export interface IdFault {
  readonly kind: "number" | "range" | "many";
  readonly token: string;
}

export interface ParsedIds {
  /** Ascending as typed, without repetition. */
  readonly ids: readonly number[];
  readonly fault: IdFault | null;
}

/** As many as the server takes at once. */
export const mostIds = 10_000;

/** Reads `2569, 2571-2580`: separated by commas, semicolons or blanks, Chinese and full-width ones included. */
export function parseCampaignIds(text: string): ParsedIds {
  const ids = new Set<number>();
  for (const token of tokens(text)) {
    const range = parseToken(token);
    if ("kind" in range) return { ids: [...ids], fault: range };
    if (range.last - range.first >= mostIds) return { ids: [...ids], fault: { kind: "many", token } };
    for (let id = range.first; id <= range.last; id += 1) ids.add(id);
    if (ids.size > mostIds) return { ids: [...ids], fault: { kind: "many", token } };
  }
  return { ids: [...ids], fault: null };
}

function tokens(text: string): string[] {
  return text
    .normalize("NFKC")
    .replaceAll(/\s*[-‐–—−~〜至]\s*/g, "-")
    .split(/[\s,;、]+/)
    .filter(Boolean);
}

function parseToken(token: string): { first: number; last: number } | IdFault {
  const match = /^(\d+)(?:-(\d+))?$/.exec(token);
  if (match === null) return { kind: "number", token };
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (![first, last].every((id) => Number.isSafeInteger(id) && id > 0)) return { kind: "number", token };
  return first <= last ? { first, last } : { kind: "range", token };
}
