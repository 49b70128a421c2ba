import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "rolldown";
import { knownValues } from "../src/values.ts";

const builtScript = fileURLToPath(new URL("../dist/", import.meta.url));
const sources = fileURLToPath(new URL("../src/", import.meta.url));

const forms = {
  script: { extension: "js", format: "iife" },
  module: { extension: "mjs", format: "esm" },
} as const;
type Form = keyof typeof forms;

/** Builds the script, the module, their types and hashes. */
export async function buildScript(folder = builtScript) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = { script: await buildForm("script", folder), module: await buildForm("module", folder) };
  writeFileSync(join(folder, "v1.d.ts"), types());
  // Served as /embed/v1.json.
  writeFileSync(join(folder, "v1.json"), JSON.stringify(built, null, 2));
  return built;
}

async function buildForm(form: Form, folder: string) {
  const { extension, format } = forms[form];
  const { output } = await build({
    input: join(sources, "index.ts"),
    platform: "browser",
    write: false,
    output: { format, name: "Cruiseboard", minify: true },
    transform: { target: ["chrome111", "firefox128", "safari16.4"] },
  });
  const { code } = output[0];
  const hash = createHash("sha384").update(code);
  const pinned = `v1-${hash.copy().digest("hex").slice(0, 16)}.${extension}`;
  for (const file of [`v1.${extension}`, pinned]) writeFileSync(join(folder, file), code);
  return {
    /** Always the current version. */
    path: `/embed/v1.${extension}`,
    /** Named by its hash, for pages with `integrity`; only the current one is served. */
    pinned: `/embed/${pinned}`,
    integrity: `sha384-${hash.digest("base64")}`,
    gzipBytes: gzipSync(code).length,
  };
}

/** options.ts contains only types; its `Values` are written out. */
function types(): string {
  const options = readFileSync(join(sources, "options.ts"), "utf8").replace(/^\/\/.*\nimport .*\n+/, "");
  const values = Object.entries(knownValues).map(
    ([name, known]) => `  readonly ${name}: ${known.map((value) => JSON.stringify(value)).join(" | ")};\n`,
  );
  return `${options}\ninterface Values {\n${values.join("")}}\n\nexport declare function embed(options: EmbedOptions): EmbedHandle;\n`;
}

if (import.meta.main) {
  const built = await buildScript();
  for (const { pinned, integrity, gzipBytes } of Object.values(built))
    process.stdout.write(`${pinned} (${gzipBytes} B gzip) integrity="${integrity}"\n`);
}
