/**
 * Fetches the first token at once, while the frame loads. Later calls share a fetch that is in flight.
 * @returns a function that rejects if `getToken` throws, or does not return a non-empty string.
 */
export function createTokenSource(getToken: () => string | Promise<string>): () => Promise<string> {
  let inFlight = false;
  let used = false;
  const fetchToken = async () => {
    inFlight = true;
    try {
      const token: unknown = await getToken();
      if (typeof token === "string" && token !== "") return token;
      throw new TypeError("embed: getToken answered no token");
    } finally {
      inFlight = false;
    }
  };
  let token = fetchToken();
  // Avoids an unhandled rejection before the first use.
  token.catch(() => {});
  return () => {
    if (used && !inFlight) token = fetchToken();
    used = true;
    return token;
  };
}
