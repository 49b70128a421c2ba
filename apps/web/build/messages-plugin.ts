import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CompiledMessage, compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

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

export type Catalogue = Record<string, string>;

/** Message id → what @lingui/core renders without a parser. Throws on broken ICU syntax, naming the id. */
export function compileCatalogue(catalogue: Catalogue): Record<string, CompiledMessage> {
  return Object.fromEntries(Object.entries(catalogue).map(([id, source]) => [id, compileEntry(id, source)]));
}

function compileEntry(id: string, source: string): CompiledMessage {
  try {
    return compileMessageOrThrow(source);
  } catch (cause) {
    throw new Error(`Message "${id}" is not valid ICU: ${source}`, { cause });
  }
}

/** Everything in which `other` departs from `reference`, one sentence each; empty when they agree. */
export function catalogueFaults(reference: Catalogue, other: Catalogue, name: string): string[] {
  const missing = Object.keys(reference).filter((id) => !(id in other));
  const surplus = Object.keys(other).filter((id) => !(id in reference));
  return [
    ...missing.map((id) => `${name} lacks "${id}"`),
    ...surplus.map((id) => `${name} has "${id}", which the reference lacks`),
    ...Object.entries(reference).flatMap(([id, source]) => {
      const [wanted, found] = [source, other[id] ?? source].map((text) =>
        [...placeholders(text)].toSorted().join(", "),
      );
      return wanted === found ? [] : [`${name}: "${id}" uses {${found}} instead of {${wanted}}`];
    }),
  ];
}

/** The names a message refers to, those inside plural and select branches included. */
export function placeholders(source: string): Set<string> {
  const names = new Set<string>();
  collect(compileMessageOrThrow(source), names);
  return names;
}

function collect(tokens: unknown, names: Set<string>): void {
  if (!Array.isArray(tokens)) return;
  for (const token of tokens) {
    if (!Array.isArray(token)) continue;
    names.add(String(token[0]));
    const branches: unknown = token[2];
    if (typeof branches === "object" && branches !== null) {
      for (const branch of Object.values(branches)) collect(branch, names);
    }
  }
}
