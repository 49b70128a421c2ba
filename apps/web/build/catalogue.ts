import { type CompiledMessage, compileMessageOrThrow } from "@lingui/message-utils/compileMessage";

/** Message id → ICU source, as it stands in messages/*.json. */
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
    ...Object.keys(reference).flatMap((id) => placeholderFault(id, reference[id], other[id], name)),
  ];
}

function placeholderFault(
  id: string,
  source: string | undefined,
  translated: string | undefined,
  name: string,
): string[] {
  if (source === undefined || translated === undefined) return [];
  const [wanted, found] = [placeholders(source), placeholders(translated)].map((set) =>
    [...set].toSorted().join(", "),
  );
  return wanted === found ? [] : [`${name}: "${id}" uses {${found}} instead of {${wanted}}`];
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
