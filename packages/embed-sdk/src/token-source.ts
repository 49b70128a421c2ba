/** Answers a token, from the call that is already under way if there is one. */
export type TokenSource = () => Promise<string>;

/**
 * Asks at once, while the frame still loads, so that the first token is there when the page wants it. From then on
 * never twice at the same time, however many want one.
 */
export function createTokenSource(getToken: () => string | Promise<string>): TokenSource {
  let underWay = false;
  let wanted = false;
  const ask = async () => {
    underWay = true;
    try {
      const token: unknown = await getToken();
      if (typeof token === "string" && token !== "") return token;
      throw new TypeError("embed: getToken answered no token");
    } finally {
      underWay = false;
    }
  };
  let asked = ask();
  // Whoever wants it is told; until then it is nobody's failure.
  asked.catch(() => {});
  return () => {
    if (wanted && !underWay) asked = ask();
    wanted = true;
    return asked;
  };
}
