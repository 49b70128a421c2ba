import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** Each at its best, which takes too long for a server that answers. */
const compressors = [
  { ending: ".br", compress: (data: Buffer) => promisify(brotliCompress)(data) },
  { ending: ".gz", compress: (data: Buffer) => promisify(gzip)(data, { level: 9 }) },
];
/** In bytes; a smaller asset is one packet either way. */
const worthIt = 1000;

/**
 * Lays each asset beside itself as brotli and gzip (which is all that browsers take over plain HTTP), so that no visitor
 * waits for the server to compress what every visitor gets.
 */
export function compress(): Plugin {
  return {
    name: "cruiseboard-compress",
    apply: "build",
    async writeBundle({ dir = "dist" }, bundle) {
      const assets = Object.values(bundle).filter(({ fileName }) => /^assets\/.*\.(css|js)$/.test(fileName));
      await Promise.all(assets.map((asset) => writeCompressed(join(dir, asset.fileName), contentOf(asset))));
    },
  };
}

async function writeCompressed(file: string, content: Buffer): Promise<void> {
  if (content.length < worthIt) return;
  await Promise.all(
    compressors.map(async ({ ending, compress }) => writeFile(file + ending, await compress(content))),
  );
}

function contentOf(output: Rollup.OutputAsset | Rollup.OutputChunk): Buffer {
  return Buffer.from(output.type === "chunk" ? output.code : output.source);
}
