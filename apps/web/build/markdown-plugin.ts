import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { Marked } from "marked";
import type { Plugin } from "vite";

/** By document: its page in the product. */
const pages: Partial<Record<string, string>> = {
  "zh-CN/supervisor-guide.md": "guide.zh-CN.html",
  "../supervisor-guide.md": "guide.en.html",
  "wallboard.md": "wall",
};

/** Fills pages that name a Markdown file in a comment. Vite then takes care of their pictures and addresses. */
export function markdown(): Plugin {
  return {
    name: "cruiseboard-markdown",
    transformIndexHtml: { order: "pre", handler: (html, { filename }) => withMarkdown(html, filename) },
  };
}

/** The Markdown is the project's own, so its HTML is not sanitized. */
export function withMarkdown(html: string, page: string): string {
  return html.replace(/<!-- (\S+\.md) -->/, (_comment, path: string) => {
    const marked = new Marked({
      walkTokens(token) {
        if (token.type === "image") token.href = posix.join(dirname(path), token.href);
        if (token.type === "link") token.href = pages[token.href] ?? token.href;
      },
    });
    return marked.parse(readFileSync(join(dirname(page), path), "utf8"), { async: false });
  });
}
