import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";
import pLimit from "p-limit";

export const contentEncodings = ["zstd", "br", "gzip", "identity"] as const;
export type ContentEncoding = (typeof contentEncodings)[number];

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);
const zstdAsync = promisify(zstdCompress);

/** Below this, in bytes, compressing costs more than it saves. */
const worthCompressing = 1024;
/**
 * As many threads as Node compresses with. An answer on its way holds its body and up to two megabytes of the
 * compressor's, and hundreds of scopes may ask within a version: those that would wait for a thread wait without.
 */
const inTurn = pLimit(4);

/**
 * Full boards are sent rarely and kept: brotli 4. Deltas are many and short-lived: the fastest levels. `bodyOf` makes
 * the body when its turn has come.
 */
export function encodeAnswer(bodyOf: () => Buffer, encoding: ContentEncoding): Promise<EncodedBody> {
  return inTurn(async () => {
    const body = bodyOf();
    if (encoding === "identity" || body.length < worthCompressing) return { body, encoding: "identity" };
    return { body: await compress(body, encoding), encoding };
  });
}

export interface EncodedBody {
  readonly body: Buffer;
  readonly encoding: ContentEncoding;
}

function compress(body: Buffer, encoding: Exclude<ContentEncoding, "identity">): Promise<Buffer> {
  if (encoding === "zstd") return zstdAsync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  if (encoding === "gzip") return gzipAsync(body, { level: 1 });
  return brotliAsync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}
