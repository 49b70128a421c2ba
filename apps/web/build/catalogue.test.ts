import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setupI18n } from "@lingui/core";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import { describe, expect, test } from "vitest";
import englishSource from "../messages/en.json?raw";
import chineseSource from "../messages/zh-CN.json?raw";
import { type Catalogue, compileCatalogue } from "./messages-plugin.ts";

const source = fileURLToPath(new URL("../src", import.meta.url));

function render(locale: string, catalogue: Catalogue, count: number, id = "toolbar.shown", campaigns = 0) {
  return setupI18n({ locale, messages: { [locale]: compileCatalogue(catalogue) } })._(id, {
    count,
    campaigns,
  });
}

describe("the catalogue", () => {
  const english = JSON.parse(englishSource) as Catalogue;
  const chinese = JSON.parse(chineseSource) as Catalogue;

  test("says the same in both languages, with the same placeholders", () => {
    expect(catalogueFaults(english, chinese, "zh-CN")).toEqual([]);
  });

  test("leaves nothing empty and has nothing that no file mentions", () => {
    const code = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => readFileSync(`${source}/${path}`, "utf8"))
      .join("\n");
    const unused = Object.keys(english).filter((id) => {
      const family = `${id.slice(0, id.lastIndexOf(".") + 1)}\${`;
      return (
        !code.includes(`"${id}"`) &&
        !(family.length > 2 && code.includes(family)) &&
        !usedWithEnding(code, id)
      );
    });
    expect(unused).toEqual([]);
    expect(Object.values(chinese).every((message) => message.trim() !== "")).toBe(true);
  });

  test("renders plurals of both languages", () => {
    expect([1, 1000].map((count) => render("en", english, count))).toEqual(["1 campaign", "1,000 campaigns"]);
    expect(render("zh-CN", chinese, 1)).toBe("1 个任务");
  });

  test("has words for nobody at all", () => {
    const left = (count: number, campaigns: number) =>
      render("en", english, count, "summary.left", campaigns);
    expect(left(0, 0)).toBe("running: none uncalled at close");
    expect(left(1200, 1)).toBe("1 campaign: ≈ 1,200 uncalled at close");
    expect(left(1200, 4)).toBe("4 campaigns: ≈ 1,200 uncalled at close");
    expect(render("zh-CN", chinese, 0, "summary.left")).toBe("运行中任务：预计全部呼完");
  });
});

/** Everything in which `other` departs from `reference`, one sentence each; empty when they agree. */
function catalogueFaults(reference: Catalogue, other: Catalogue, name: string): string[] {
  const missing = Object.keys(reference).filter((id) => !(id in other));
  const surplus = Object.keys(other).filter((id) => !(id in reference));
  return [
    ...missing.map((id) => `${name} lacks "${id}"`),
    ...surplus.map((id) => `${name} has "${id}", which the reference lacks`),
    ...Object.entries(reference).flatMap(([id, source]) => {
      const [wanted, found] = [source, other[id] ?? source].map((text) =>
        [...placeholders(text)].toSorted().join(", "),
      );
      return wanted === found ? [] : [`${name}: "${id}" uses {${found}} instead of {${wanted}}`];
    }),
  ];
}

/** The names a message refers to, those inside plural and select branches included. */
function placeholders(source: string): Set<string> {
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

/** `upstream.${status}Hint` */
function usedWithEnding(code: string, id: string): boolean {
  return id.endsWith("Hint") && code.includes(`${id.slice(0, id.indexOf(".") + 1)}\${status}Hint`);
}

describe("catalogueFaults", () => {
  const reference = { a: "{n} of {total}", b: "{n, plural, one {# by {who}} other {#}}" };

  test("names what is missing, surplus, and different", () => {
    expect(catalogueFaults(reference, { a: "{n} of {all}", c: "x" }, "zz")).toEqual([
      'zz lacks "b"',
      'zz has "c", which the reference lacks',
      'zz: "a" uses {all, n} instead of {n, total}',
    ]);
  });

  test("finds placeholders inside plural branches", () => {
    expect([...placeholders(reference.b)].toSorted()).toEqual(["n", "who"]);
  });

  test("broken ICU syntax names its message", () => {
    expect(() => compileCatalogue({ bad: "{n, plural, one {" })).toThrow(/"bad"/);
  });
});
