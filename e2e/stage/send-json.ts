/** Sends JSON and reads JSON; rejects with the answer's text when it is refused. The answer is taken at its word. */
export async function sendJson<Answer>(
  method: "GET" | "POST" | "PUT" | "DELETE",
  url: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: HTTP ${response.status} ${text}`);
  return (text === "" ? null : JSON.parse(text)) as Answer;
}
