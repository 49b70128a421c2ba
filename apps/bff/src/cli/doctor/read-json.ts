const answerWithinMs = 5000;

export type Read =
  | { readonly kind: "read"; readonly json: object }
  | { readonly kind: "failed"; readonly reason: string };

/** Fetches a JSON object. Never throws; `reason` holds nothing of the answer. */
export async function readJson(url: URL): Promise<Read> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(answerWithinMs) });
    if (!response.ok) return { kind: "failed", reason: `${url.origin} answers ${response.status}` };
    const json: unknown = await response.json();
    if (typeof json === "object" && json !== null) return { kind: "read", json };
    return { kind: "failed", reason: `${url.origin} answers something else` };
  } catch (error) {
    return { kind: "failed", reason: `${url.origin} cannot be read (${reasonOf(error)})` };
  }
}

function reasonOf(error: unknown): string {
  const { cause, name } = error as Error;
  const { code } = (cause ?? {}) as { code?: unknown };
  if (typeof code === "string") return code;
  return name === "SyntaxError" ? "no JSON" : name;
}
