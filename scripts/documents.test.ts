import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const fileName = /`((?:apps|packages|e2e|scripts|deploy|docs|\.github)\/[\w./-]+)`/g;
const link = /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
const documents = globSync(["*.md", "docs/**/*.md"], { cwd: root });

/** English → Chinese. */
const translated = [
  ["README.md", "README.zh-CN.md"],
  ...globSync("docs/zh-CN/*.md", { cwd: root }).map((path) => [path.replace("zh-CN/", ""), path] as const),
] as const;

const read = (document: string) => readFileSync(join(root, document), "utf8");
const fence = /^```.*?^```$/gms;
const proseOf = (document: string) => read(document).replaceAll(fence, "");

const matchesIn = (document: string, pattern: RegExp) =>
  [...read(document).matchAll(pattern)].map(([, path = ""]) => path);

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

  it.each(documents.filter((path) => path !== "THIRD-PARTY-NOTICES.md"))(
    "%s links to headings that exist",
    (document) => {
      const anchors = [...read(document).matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)].filter(
        ([, path = "", anchor]) => {
          const target = path === "" ? document : join(dirname(document), path);
          return !slugsOf(target).includes(anchor ?? "");
        },
      );
      expect(anchors.map(([text]) => text)).toEqual([]);
    },
  );
});

/** As GitHub makes them of headings. */
function slugsOf(document: string): string[] {
  return headingsOf(document).map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function headingsOf(document: string): string[] {
  return proseOf(document).match(/^#+ .+$/gm) ?? [];
}

/** What both languages have in common. */
function formOf(document: string) {
  const prose = proseOf(document);
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => {
    const [path = "", anchor] = target.split("#");
    const file = path === "" || path.includes(":") ? path : relative(".", join(dirname(document), path));
    return `${file.replace(/docs\/zh-CN\//, "docs/").replace(/[.-]zh-CN\./, ".")}${anchor ? "#" : ""}`;
  });
  return {
    headings: headingsOf(document).map((heading) => heading.indexOf(" ")),
    blocks: read(document).match(fence) ?? [],
    rows: prose.match(/^\|.*$/gm)?.map((row) => row.split(/(?<!\\)\|/).length) ?? [],
    code: [...new Set(prose.match(/`[^`]+`/g))].toSorted(),
    targets: targets.toSorted(),
  };
}

describe("the Chinese documents", () => {
  it.each(translated)("%s has the headings, blocks, rows, code and links of %s", (english, chinese) => {
    expect(formOf(chinese)).toEqual(formOf(english));
  });

  it("are for operators, developers of portals and programs, and supervisors", () => {
    expect(translated.map(([english]) => english).toSorted()).toEqual(
      expect.arrayContaining([
        "README.md",
        "docs/access.md",
        "docs/automation.md",
        "docs/embedding.md",
        "docs/operating.md",
        "docs/supervisor-guide.md",
        "docs/wallboard.md",
      ]),
    );
  });
});
