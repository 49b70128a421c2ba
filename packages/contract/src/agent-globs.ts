/** Of claims and filters: `*` matches any characters. No library: globs come from tokens, and compiled to regular expressions some take exponential time. */
export function createAgentMatcher(globs: readonly string[]): (agent: string) => boolean {
  const folded = globs.map(fold);
  const accounts = new Set(folded.filter((glob) => !glob.includes("*")));
  const patterns = folded.filter((glob) => glob.includes("*")).map((glob) => glob.split("*"));
  return (agent) => {
    const account = fold(agent);
    return accounts.has(account) || patterns.some((pieces) => covers(pieces, account));
  };
}

/** @param pieces the text between the stars: at least two, possibly empty. */
function covers(pieces: readonly string[], account: string): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  const end = account.length - last.length;
  if (end < first.length || !account.startsWith(first) || !account.endsWith(last)) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = account.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= end;
}

/** `toLowerCase` alone would also turn the Kelvin sign into a k. */
function fold(text: string): string {
  return /[A-Z]/.test(text) ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}
