import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const ours = /`((?:apps|packages|e2e|scripts|deploy|docs|\.github)\/[\w./-]+)`/g;

it.each(["CONTRIBUTING.md", "README.md", "docs/architecture.md"])("%s names files that exist", (document) => {
  const named = [...readFileSync(join(root, document), "utf8").matchAll(ours)].map(([, path = ""]) => path);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
