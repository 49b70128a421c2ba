import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { type Catalogue, catalogueFaults, compileCatalogue } from "./catalogue.ts";

const prefix = "virtual:messages/";
const reference = "en";

/**
 * Serves messages/{locale}.json as `virtual:messages/{locale}`, compiled, so that no ICU parser is shipped. Languages
 * that disagree in their ids or placeholders fail the build.
 */
export function messages(): Plugin {
  return {
    name: "cruiseboard-messages",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const locale = id.slice(prefix.length + 1);
      this.addWatchFile(cataloguePath(locale));
      const catalogue = readCatalogue(locale);
      const faults = catalogueFaults(readCatalogue(reference), catalogue, locale);
      if (faults.length > 0) throw new Error(`Messages disagree:\n${faults.join("\n")}`);
      return `export default ${JSON.stringify(compileCatalogue(catalogue))};`;
    },
  };
}

function cataloguePath(locale: string): string {
  return fileURLToPath(new URL(`../messages/${locale}.json`, import.meta.url));
}

export function readCatalogue(locale: string): Catalogue {
  return JSON.parse(readFileSync(cataloguePath(locale), "utf8")) as Catalogue;
}
