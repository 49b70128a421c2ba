import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const marker = "apps/web/dist/.built-from";
const sources = [
  "apps/web/{src,messages,build,public}/**/*",
  "apps/web/{index.html,package.json,vite.config.ts}",
  "packages/contract/src/**/*",
  "pnpm-lock.yaml",
];

/** Builds the page unless what lies in `dist` was made from the very same sources. Throws if the build fails. */
export function buildPageIfNeeded(): void {
  const wanted = fingerprint();
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  process.stderr.write("Building the page …\n");
  const vite = join("node_modules", "vite", "bin", "vite.js");
  const built = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: "apps/web",
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (built.status !== 0) throw new Error("The page could not be built; what went wrong stands above.");
  writeFileSync(marker, wanted);
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
