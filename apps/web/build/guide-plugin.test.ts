import { describe, expect, it } from "vitest";
import { renderGuide } from "./guide-plugin.ts";

describe.each(["en", "zh-CN"] as const)("the guide in %s", (language) => {
  const html = renderGuide(language, "assets/guide.css", (path) => `assets/${path.split(/[\\/]/).at(-1)}`);

  it("is a page that the policy of the board lets through", () => {
    expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">`));
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).not.toMatch(/<script|<style| style=| on\w+=/);
  });

  it("links to the other language and to pictures, by relative addresses", () => {
    const addresses = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses).toContain(`guide.${language === "en" ? "zh-CN" : "en"}.html`);
    expect(addresses.filter((address) => address?.endsWith(".png"))).toHaveLength(2);
    expect(addresses.filter((address) => /^(\/|\w+:)|\.md|\.\./.test(address ?? ""))).toEqual([]);
  });
});
