import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import type { Plugin } from "vite";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));
const stylesheet = fileURLToPath(new URL("guide.css", import.meta.url));

/** Page of the guide → its Markdown, under docs/. */
const guides = {
  en: "supervisor-guide.md",
  "zh-CN": "zh-CN/supervisor-guide.md",
} as const;

/** The supervisor's guide as static pages `guide.{language}.html`; their addresses are relative, for boards under a path. */
export function guide(): Plugin {
  return {
    name: "cruiseboard-guide",
    apply: "build",
    generateBundle() {
      const addAsset = (path: string) =>
        this.getFileName(this.emitFile({ type: "asset", name: basename(path), source: readFileSync(path) }));
      const style = addAsset(stylesheet);
      for (const [language, source] of Object.entries(guides))
        this.emitFile({
          type: "asset",
          fileName: pageOf(language),
          source: render(readFileSync(join(docs, source), "utf8"), language, style, addAsset),
        });
    },
  };
}

const pageOf = (language: string) => `guide.${language}.html`;

/** `addAsset`: path of a picture → its address. The Markdown is the project's own, so its HTML needs no cleaning. */
export function render(
  markdown: string,
  language: string,
  style: string,
  addAsset: (path: string) => string,
): string {
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === "image") token["href"] = addAsset(join(docs, "pictures", basename(token["href"])));
      if (token.type === "link") token["href"] = pageOf(language === "en" ? "zh-CN" : "en");
    },
  });
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? "";
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
