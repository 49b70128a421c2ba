import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const fileName = /`((?:apps|packages|e2e|scripts|deploy|docs|\.github)\/[\w./-]+)`/g;
const link = /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
const documents = globSync(["*.md", "docs/**/*.md"], { cwd: root });

const matchesIn = (document: string, pattern: RegExp) =>
  [...readFileSync(join(root, document), "utf8").matchAll(pattern)].map(([, path = ""]) => path);

describe("documents", () => {
  it.each(["CONTRIBUTING.md", "README.md", "docs/architecture.md"])(
    "%s names files that exist",
    (document) => {
      expect(matchesIn(document, fileName).filter((path) => !existsSync(join(root, path)))).toEqual([]);
    },
  );

  it.each(documents)("%s links to files that exist", (document) => {
    const folder = join(root, dirname(document));
    expect(matchesIn(document, link).filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  });
});
