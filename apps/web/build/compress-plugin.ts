import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** In bytes; a smaller asset is one packet either way. */
const worthIt = 1000;

/**
 * Lays each asset beside itself as brotli and gzip (which is all that browsers take over plain HTTP), each at its best, so
 * that no visitor waits for the server to compress what every visitor gets.
 */
export function compress(): Plugin {
  return {
    name: "cruiseboard-compress",
    apply: "build",
    async writeBundle({ dir = "dist" }, bundle) {
      const assets = Object.values(bundle).filter(({ fileName }) => /^assets\/.*\.(css|js)$/.test(fileName));
      const compressing = assets.map(async (asset) => {
        const content = Buffer.from(asset.type === "chunk" ? asset.code : asset.source);
        if (content.length < worthIt) return;
        const file = join(dir, asset.fileName);
        await writeFile(`${file}.br`, await promisify(brotliCompress)(content));
        await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
      });
      await Promise.all(compressing);
    },
  };
}
