import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const marker = "apps/web/dist/.built-from";
const embedScript = "packages/embed-sdk/dist/v1.js";
const sources = [
  "apps/web/{src,messages,build,public}/**/*",
  "apps/web/{*.html,package.json,vite.config.ts}",
  "docs/{supervisor-guide.md,zh-CN/supervisor-guide.md,pictures/*}",
  "packages/contract/src/**/*",
  "packages/embed-sdk/{src,build}/**/*",
  "pnpm-lock.yaml",
];

/** Builds the page and the embed script, unless `dist` was built from the same sources. Throws if the build fails. */
export function buildPageIfNeeded(): void {
  const wanted = fingerprint();
  if (existsSync(embedScript) && existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  process.stderr.write("Building the page …\n");
  const vite = join("node_modules", "vite", "bin", "vite.js");
  run("apps/web", [vite, "build", "--logLevel", "warn"], "The page");
  run("packages/embed-sdk", [join("build", "build-script.ts")], "The embed script");
  writeFileSync(marker, wanted);
}

function run(folder: string, args: readonly string[], what: string): void {
  const { status } = spawnSync(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`${what} could not be built; see the error above.`);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const files = globSync(sources, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}
