import type { HtmlTagDescriptor, Plugin, Rollup } from "vite";

/**
 * Names the given lazy parts (and what they share) in index.html for the browser to fetch once it is idle. Fetched,
 * not run: running the charts' code takes a tenth of a second, which only who looks at a chart should spend.
 */
export function prefetch(...parts: readonly string[]): Plugin {
  return {
    name: "cruiseboard-prefetch",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((output) => output.type === "chunk");
        return [...filesOf(chunks, parts)].map(prefetchTag);
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
  return {
    tag: "link",
    attrs: { rel: "prefetch", as: "script", crossorigin: "", href: `/${file}` },
    injectTo: "body",
  };
}
