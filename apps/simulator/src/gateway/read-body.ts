import type { IncomingMessage } from "node:http";

/** The upstream's own cap for a request's body, in bytes. */
const maximumBytes = 10 * 1024 * 1024;

/** The whole body; null: it is larger than 10 MiB. Rejects if the caller goes away. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= maximumBytes) chunks.push(chunk);
  }
  return bytes > maximumBytes ? null : Buffer.concat(chunks);
}
