import { Socket } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { CccError, type ResponseHead } from "./ccc-error.ts";
import { type Proxies, proxyFaultOf } from "./proxies.ts";

interface SignedRequest {
  readonly endpoint: URL;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Bytes of the answer, before and after decoding. */
  readonly longestAnswer: number;
  readonly signal: AbortSignal;
}

/** HTTP/1.1 with keep-alive, through CONNECT of a proxy where there is one. The only timeout is for connecting; calls have their own. */
export function openConnections(maxConnections: number, connectTimeoutMs: number, proxies: Proxies | null) {
  const sockets = new Set<Socket>();
  let proxied = false;
  const connect = trackingConnector(connectTimeoutMs, sockets);
  const options = {
    connections: maxConnections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect,
  } as const;
  const dispatcher =
    proxies === null
      ? new Agent(options)
      : new EnvHttpProxyAgent({
          ...options,
          ...proxies,
          connectTimeout: connectTimeoutMs,
          clientFactory: (origin) =>
            new Pool(origin, {
              connect(target, callback) {
                proxied = true;
                connect(target, callback);
              },
              headersTimeout: connectTimeoutMs,
            }),
        });
  return {
    dispatcher,
    /** Whether a connection through a proxy was begun. */
    isProxied: () => proxied,
    close: async (): Promise<void> => {
      const destroyed = dispatcher.destroy();
      // undici does not close sockets that are still connecting.
      for (const socket of sockets) socket.destroy();
      await destroyed;
    },
  };
}

function trackingConnector(timeout: number, sockets: Set<Socket>): buildConnector.connector {
  const connect = buildConnector({ timeout, allowH2: false });
  return (options, callback) => {
    // Typed as void, but undici's connectors return the socket.
    const socket: unknown = connect(options, callback);
    if (!(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
}

/** Sends one request and reads the answer, whatever its status. Fills in the head when it arrives. Throws CccError. */
export async function exchange(
  dispatcher: Dispatcher,
  request: SignedRequest,
  head: ResponseHead,
  proxies: Proxies | null,
) {
  try {
    const response = await dispatcher.request({
      origin: request.endpoint.origin,
      path: "/",
      method: "POST",
      headers: request.headers,
      body: request.body,
      signal: request.signal,
    });
    head.httpStatus = response.statusCode;
    const date = Date.parse(single(response.headers["date"]) ?? "");
    head.serverDate = Number.isNaN(date) ? null : date;
    const cap = request.longestAnswer;
    const raw = await readCapped(response.body, head, cap);
    const body = decode(raw, single(response.headers["content-encoding"]), head, cap);
    return { contentType: single(response.headers["content-type"]), body };
  } catch (error) {
    const fault = proxyFaultOf(error, request.endpoint, proxies);
    if (fault) throw new CccError("ClientError.Network", fault.says, head);
    throw toCccError(error, head, request.endpoint.host);
  }
}

function single(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}

/** Leaving the loop early destroys the body and frees its socket. */
async function readCapped(body: Dispatcher.ResponseData["body"], head: ResponseHead, cap: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > cap) throw tooLarge(head, cap);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** A proxy may compress although the request does not ask for it. */
function decode(raw: Buffer, encoding: string | null, head: ResponseHead, cap: number): Buffer {
  const name = encoding?.trim().toLowerCase() ?? "identity";
  if (name === "identity" || name === "" || raw.length === 0) return raw;
  const decoder = decoders.get(name);
  if (decoder === undefined)
    throw new CccError("ClientError.BadResponse", "The answer has an unknown encoding", head);
  try {
    return decoder(raw, { maxOutputLength: cap });
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(head, cap);
    throw new CccError("ClientError.BadResponse", `The answer is no valid ${name} data`, head);
  }
}

const decoders = new Map([
  ["gzip", gunzipSync],
  ["x-gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
]);

function tooLarge(head: ResponseHead, cap: number): CccError {
  return new CccError(
    "ClientError.BadResponse",
    `HTTP ${head.httpStatus}: the body exceeds ${cap} bytes`,
    head,
  );
}

function toCccError(error: unknown, head: ResponseHead, host: string): CccError {
  if (error instanceof CccError) return error;
  const code = codeOf(error) ?? "unknown fault";
  if (code === "UND_ERR_CONNECT_TIMEOUT") {
    return new CccError("ClientError.Timeout", `No connection to ${host} in time`, { ...head, cause: error });
  }
  if (error instanceof Error && error.name === "HTTPParserError") {
    // Without `cause`: its raw bytes may echo the request with its signature.
    return new CccError("ClientError.BadResponse", `${host} does not answer in HTTP: ${error.message}`, head);
  }
  if (brokenAnswers.has(code) || (code === "UND_ERR_SOCKET" && head.httpStatus !== null)) {
    return new CccError("ClientError.BadResponse", `The answer of ${host} is cut short (${code})`, {
      ...head,
      cause: error,
    });
  }
  const { message = "" } = error as Partial<Error>;
  const detail = message === "" || message === code ? "" : ` (${message})`;
  return new CccError("ClientError.Network", `Cannot talk to ${host}: ${code}${detail}`, {
    ...head,
    cause: error,
  });
}

const brokenAnswers = new Set(["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "UND_ERR_HEADERS_OVERFLOW"]);

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
