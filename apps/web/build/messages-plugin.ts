import { type CompiledMessage, compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

/** Compiles messages/{locale}.json, so that no ICU parser is shipped. */
export function messages(): Plugin {
  return {
    name: "cruiseboard-messages",
    // Vite makes a module of the JSON after this.
    enforce: "pre",
    transform(source, id) {
      if (!/\/messages\/[\w-]+\.json$/.test(id)) return undefined;
      return JSON.stringify(compileCatalogue(JSON.parse(source) as Catalogue));
    },
  };
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
