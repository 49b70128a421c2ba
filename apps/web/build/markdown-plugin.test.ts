import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { withMarkdown } from "./markdown-plugin.ts";

describe.each(["en", "zh-CN"] as const)("the guide in %s", (language) => {
  const page = join(import.meta.dirname, `../guide.${language}.html`);
  const html = withMarkdown(readFileSync(page, "utf8"), page);

  it("is a page that the policy of the board lets through", () => {
    expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">`));
    const [, title] = /<title>(.+)<\/title>/.exec(html) ?? [];
    expect(html.replaceAll("&#39;", "'")).toContain(`<h1>${title}</h1>`);
    expect(html).not.toMatch(/<script|<style| style=| on\w+=/);
  });

  it("links to the other language, to the wallboard and to pictures that are there", () => {
    const addresses = [...html.matchAll(/<(?:a|img) (?:href|src)="([^"]+)"/g)].map(([, address]) => address);
    const pictures = addresses.filter((address = "") => address.endsWith(".png"));
    expect(pictures).toHaveLength(2);
    for (const picture of pictures)
      expect(readFileSync(join(dirname(page), picture ?? "")).length).toBeGreaterThan(0);
    const other = language === "en" ? "zh-CN" : "en";
    expect(addresses.filter((address = "") => !pictures.includes(address))).toEqual([
      `guide.${other}.html`,
      "wall",
    ]);
  });
});
