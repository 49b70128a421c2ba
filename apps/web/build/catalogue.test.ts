import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setupI18n } from "@lingui/core";
import { describe, expect, test } from "vitest";
import {
  type Catalogue,
  catalogueFaults,
  compileCatalogue,
  placeholders,
  readCatalogue,
} from "./messages-plugin.ts";

const source = fileURLToPath(new URL("../src", import.meta.url));

function render(locale: string, catalogue: Catalogue, count: number | string, id = "toolbar.shown"): string {
  return setupI18n({ locale, messages: { [locale]: compileCatalogue(catalogue) } })._(id, { count });
}

describe("the catalogue", () => {
  const english = readCatalogue("en");
  const chinese = readCatalogue("zh-CN");

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
    const left = (count: string) => render("en", english, count, "summary.left");
    expect(left("0")).toBe("none uncalled at close");
    expect(left("1,200")).toBe("about 1,200 will stay uncalled at close");
    expect(render("zh-CN", chinese, "0", "summary.left")).toBe("预计结束时没有被叫未呼");
  });
});

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
