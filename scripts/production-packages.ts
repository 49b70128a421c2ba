import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package by somebody else that goes out with the product, in the backend or in the built page. */
export interface ProductionPackage {
  readonly name: string;
  readonly version: string;
  /** As its author declares it, such as `MIT`. */
  readonly license: string;
  /** Its licence and notice files, in order of their names; empty: it brings none. */
  readonly texts: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What is started or built; the rest are their dependencies. */
const products = ["apps/bff", "apps/web", "packages/embed-sdk"];
const licenceFile = /^(licen[cs]e|copying|notice)\b.*$/i;

/**
 * All that the products depend on at run time, however far down, in order of name and version. What is optional
 * differs from machine to machine and is left out of the image, so it is left out here, too; and so are types, of
 * which nothing goes out.
 */
export function productionPackages(root: string): readonly ProductionPackage[] {
  const seen = new Map<string, Manifest>();
  for (const product of products) walk(realpathSync(join(root, product)), seen);
  return [...seen]
    .filter(([folder]) => folder.split(/[\\/]/).includes("node_modules"))
    .filter(([, { name }]) => !name.startsWith("@types/"))
    .map(([folder, manifest]) => describe(folder, manifest))
    .toSorted((one, other) => compare(one.name, other.name) || compare(one.version, other.version));
}

function walk(folder: string, seen: Map<string, Manifest>): void {
  if (seen.has(folder)) return;
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  seen.set(folder, manifest);
  for (const name of Object.keys(manifest.dependencies ?? {})) walk(find(name, folder), seen);
}

/** As Node looks for a package. Throws if it is not installed. */
function find(name: string, from: string): string {
  const candidate = join(from, "node_modules", name);
  if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return find(name, dirname(from));
}

function describe(folder: string, { name, version, license }: Manifest): ProductionPackage {
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => entry.name)
    .toSorted(compare)
    .map((file) => tidy(readFileSync(join(folder, file), "utf8")));
  return { name, version, license: license ?? "not declared", texts };
}

/** Differences that mean nothing would make many texts of one. */
function tidy(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

/** By code points: the same on every machine, whatever its language. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
