import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { type Catalogue, catalogueFaults, compileCatalogue } from "./catalogue.ts";
import { isLater } from "./later-messages.ts";

const prefix = "virtual:messages/";
const reference = "en";

/** Behind the locale, in the name of the module that holds what the first sight does without. */
const later = "/later";

/**
 * Serves messages/{locale}.json as `virtual:messages/{locale}` and `virtual:messages/{locale}/later`, compiled, so that
 * no ICU parser is shipped. Languages that disagree in their ids or placeholders fail the build.
 */
export function messages(): Plugin {
  return {
    name: "cruiseboard-messages",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const name = id.slice(prefix.length + 1);
      const [locale, wantsLater] = [name.replace(later, ""), name.endsWith(later)];
      this.addWatchFile(cataloguePath(locale));
      const catalogue = readCatalogue(locale);
      const faults = catalogueFaults(readCatalogue(reference), catalogue, locale);
      if (faults.length > 0) throw new Error(`Messages disagree:\n${faults.join("\n")}`);
      const own = Object.entries(catalogue).filter(([message]) => isLater(message) === wantsLater);
      return `export default ${JSON.stringify(compileCatalogue(Object.fromEntries(own)))};`;
    },
  };
}

function cataloguePath(locale: string): string {
  return fileURLToPath(new URL(`../messages/${locale}.json`, import.meta.url));
}

export function readCatalogue(locale: string): Catalogue {
  return JSON.parse(readFileSync(cataloguePath(locale), "utf8")) as Catalogue;
}
