/**
 * Whether globs cover an agent's account. In a glob `*` stands for any run of characters, none included; every other
 * character stands for itself. Letters of ASCII match in either case, as accounts are mail addresses; others do not.
 *
 * Our own matcher: globs come out of tokens, and the libraries compile them to regular expressions, some of which
 * take exponential time (`*a*a*a*b`). This one looks for each piece once, from left to right.
 */
export function createAgentMatcher(globs: readonly string[]): (agent: string) => boolean {
  const folded = globs.map(fold);
  const accounts = new Set(folded.filter((glob) => !glob.includes("*")));
  const patterns = folded.filter((glob) => glob.includes("*")).map((glob) => glob.split("*"));
  return (agent) => {
    const account = fold(agent);
    return accounts.has(account) || patterns.some((pieces) => covers(pieces, account));
  };
}

/** @param pieces what stands between the stars; at least two, each possibly empty. */
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
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
