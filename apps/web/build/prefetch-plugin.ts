import type { HtmlTagDescriptor, Plugin, Rollup } from "vite";

/**
 * Names the given lazy parts (and what they share) in index.html, in a template that the page lets out once it has shown
 * the board: browsers would fetch them at once, in the way of what the first sight needs. Fetched, not run: running the
 * charts' code takes a tenth of a second, which only who looks at a chart should spend.
 */
export function prefetch(...parts: readonly string[]): Plugin {
  return {
    name: "cruiseboard-prefetch",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((output) => output.type === "chunk");
        const children = [...filesOf(chunks, parts)].map(prefetchTag);
        return [{ tag: "template", attrs: { id: "when-idle" }, children, injectTo: "body" }];
      },
    },
  };
}

function filesOf(chunks: readonly Rollup.OutputChunk[], parts: readonly string[]): Set<string> {
  const entry = chunks.find((chunk) => chunk.isEntry);
  const first = new Set([entry?.fileName, ...(entry?.imports ?? [])]);
  const wanted = chunks.filter((chunk) => chunk.isDynamicEntry && parts.includes(chunk.name));
  const files = wanted.flatMap((chunk) => [chunk.fileName, ...chunk.imports]);
  return new Set(files.filter((file) => !first.has(file)));
}

function prefetchTag(file: string): HtmlTagDescriptor {
  return { tag: "link", attrs: { rel: "prefetch", as: "script", crossorigin: "", href: `/${file}` } };
}
