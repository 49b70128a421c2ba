import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { productionPackages, thirdPartyNotices } from "./notices.ts";

const root = join(import.meta.dirname, "..");
const packages = productionPackages(root);
const names = packages.map(({ name }) => name);

it("the notices are those of what is installed; if not: npm run notices", () => {
  expect(readFileSync(join(root, "THIRD-PARTY-NOTICES.md"), "utf8")).toBe(thirdPartyNotices(packages));
});

it("packages of the backend, of the page and far down are among them, tools and our own are not", () => {
  expect(names).toEqual(expect.arrayContaining(["express", "undici", "react", "recharts", "qs", "pino"]));
  expect(names.filter((name) => /vitest|biome|^@types|playwright|^@cruiseboard/.test(name))).toEqual([]);
});

it("every licence lets the product be used and passed on, and is named", () => {
  const permissive = /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense)( AND |$)/;
  const isPermissive = (license: string): boolean => {
    const [first = ""] = permissive.exec(license) ?? [];
    return first !== "" && (first === license || isPermissive(license.slice(first.length)));
  };
  expect(packages.filter(({ license }) => !isPermissive(license))).toEqual([]);
});

it("a text that several share stands once, in a fence that nothing in it ends", () => {
  const texts = ["Use it.\n```\ncode\n```"];
  const page = thirdPartyNotices([
    { name: "a", version: "1.0.0", license: "MIT", texts },
    { name: "b", version: "2.0.0", license: "MIT", texts },
    { name: "c", version: "3.0.0", license: "ISC", texts: [] },
  ]);
  expect(page).toContain("## a 1.0.0, b 2.0.0\n\n````text\nUse it.\n```\ncode\n```\n````\n");
  expect(page).toContain("## c 3.0.0\n\nDeclared licence: ISC.");
});
