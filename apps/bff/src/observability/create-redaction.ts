/** A shorter one would hide half of every line; none that is worth its name is. */
const leastLength = 6;
const mark = "[redacted]";

/** What shows by its form that it is a secret, whoever's: of a request that something quotes, or of a database's URL. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic) [\w~+/.=-]{8,}/gi, `$1 ${mark}`],
  [/\bTC3-HMAC-SHA256 Credential=[^"\\]*/g, mark],
  [/\bSignature=\w+/g, `Signature=${mark}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, mark],
  [/(:\/\/[^\s:/@"]*:)[^\s/@"]+@/g, `$1${mark}@`],
];

/**
 * Takes these secrets, and what looks like one, out of a text, such as a line of JSON on its way to the log: a last net
 * under everything else that keeps them away from it.
 */
export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))]
    .filter((secret) => secret.length >= leastLength)
    // One may hold another.
    .toSorted((one, other) => other.length - one.length);
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, mark), text);
    return patterns.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), without);
  };
}
