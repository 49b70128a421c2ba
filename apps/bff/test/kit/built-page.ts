import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { temporaryFolder } from "./temporary-folder.ts";

/** What the asset says. */
export const builtScript = "export {};";

/** A folder such as the page's build leaves: a document, an asset (compressed, too) and a picture. */
export function builtPage(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Cruiseboard</title>");
  const script = join(folder, "assets", "app-1a2b3c.js");
  writeFileSync(script, builtScript);
  writeFileSync(`${script}.br`, brotliCompressSync(builtScript));
  writeFileSync(`${script}.gz`, gzipSync(builtScript));
  writeFileSync(join(folder, "favicon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  return folder;
}
