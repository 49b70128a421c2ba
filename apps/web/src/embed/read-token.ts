/** What the page needs to know of its own token. It is read, not verified: whether it is good the server decides. */
export interface TokenFacts {
  /** How long it holds from now on, in milliseconds. */
  readonly life: number;
  /** Differs when the token is for somebody else, or for another scope. */
  readonly identity: string;
}

/** Of a token that does not tell, in milliseconds. */
const usualLife = 5 * 60_000;

/** @param now epoch milliseconds by this machine's clock, which may be wrong: the token's own length of life is not. */
export function readToken(token: string, now: number): TokenFacts {
  const { exp, iat, sub, cruiseboard } = claimsOf(token);
  return { life: lifeOf(exp, iat, now), identity: JSON.stringify([sub, cruiseboard]) };
}

function lifeOf(exp: unknown, iat: unknown, now: number): number {
  if (typeof exp !== "number") return usualLife;
  const left = exp * 1000 - now;
  const whole = typeof iat === "number" && exp > iat ? (exp - iat) * 1000 : null;
  // A token that was minted a moment ago and seems to be over: it is our clock that is ahead.
  if (left <= 0) return whole ?? usualLife;
  return whole === null ? left : Math.min(left, whole);
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const encoded = token.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
