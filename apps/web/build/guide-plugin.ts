import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import type { Plugin } from "vite";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));
const stylesheet = fileURLToPath(new URL("guide.css", import.meta.url));

/** Under docs/. */
const sources = { en: "supervisor-guide.md", "zh-CN": "zh-CN/supervisor-guide.md" } as const;
type Language = keyof typeof sources;

const pageOf = (language: Language) => `guide.${language}.html`;

/** The supervisor's guide as static pages, `guide.en.html` and `guide.zh-CN.html`. */
export function guide(): Plugin {
  return {
    name: "cruiseboard-guide",
    apply: "build",
    generateBundle() {
      const addAsset = (path: string) =>
        this.getFileName(this.emitFile({ type: "asset", name: basename(path), source: readFileSync(path) }));
      const style = addAsset(stylesheet);
      for (const language of ["en", "zh-CN"] as const) {
        const source = renderGuide(language, style, addAsset);
        this.emitFile({ type: "asset", fileName: pageOf(language), source });
      }
    },
  };
}

/**
 * Addresses are relative, for boards under a path. `addAsset`: file → address. The Markdown is the project's own, so its
 * HTML is not sanitized.
 */
export function renderGuide(language: Language, style: string, addAsset: (path: string) => string): string {
  const markdown = readFileSync(join(docs, sources[language]), "utf8");
  const other = language === "en" ? "zh-CN" : "en";
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === "image") token.href = addAsset(join(docs, "pictures", basename(token.href)));
      if (token.type === "link") token.href = pageOf(other);
    },
  });
  const [, title = ""] = /^# (.+)$/m.exec(markdown) ?? [];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="${style}">
</head>
<body>
${marked.parse(markdown, { async: false })}</body>
</html>
`;
}
