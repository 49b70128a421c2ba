import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";

export interface Question {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as it is; anything but text and bytes as JSON, with its content type. */
  readonly body?: unknown;
  /** Breaks it off. */
  readonly signal?: AbortSignal | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came, with its content encoding. */
  readonly body: Buffer;
  readonly text: string;
  json(): unknown;
}

/**
 * One HTTP exchange on a connection of its own. Unlike `fetch` it sends any Host and any path as they are, and
 * decompresses nothing. Rejects if the connection breaks off.
 */
export async function ask(url: string, path: string, question: Question = {}): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const { body, headers } = contentOf(question);
  const { method = "GET", signal } = question;
  const call = request({ hostname, port, path, method, headers, agent: false, ...(signal && { signal }) });
  // After the response began, the server may still refuse the rest of the body.
  call.on("error", () => undefined);
  call.end(body);
  const [response]: IncomingMessage[] = await once(call, "response");
  if (!response) throw new Error("No response came");
  const received = Buffer.concat(await response.toArray());
  const text = received.toString("utf8");
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: received,
    text,
    json: () => JSON.parse(text),
  };
}

function contentOf({ body, headers = {} }: Question): {
  body?: string | Buffer;
  headers: OutgoingHttpHeaders;
} {
  if (body === undefined) return { headers };
  if (typeof body === "string" || Buffer.isBuffer(body)) return { body, headers };
  return { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}
