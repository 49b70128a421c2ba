import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "rolldown";

/** Where the built script lies, as it is served under /embed/. */
export const builtScript = fileURLToPath(new URL("../dist/", import.meta.url));
const sources = fileURLToPath(new URL("../src/", import.meta.url));

/** What a portal needs in order to pin a file; served as /embed/v1.json. */
interface BuiltFile {
  readonly path: string;
  readonly integrity: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

const forms = {
  script: { file: "v1.js", format: "iife" },
  module: { file: "v1.mjs", format: "esm" },
} as const;

/** Makes the one-file script, the module, its types and their hashes. */
export async function buildScript(folder = builtScript): Promise<Record<keyof typeof forms, BuiltFile>> {
  mkdirSync(folder, { recursive: true });
  for (const { file, format } of Object.values(forms))
    await build({
      input: join(sources, "index.ts"),
      platform: "browser",
      output: { file: join(folder, file), format, name: "Cruiseboard", minify: true },
      // Browsers that the page itself asks for.
      transform: { target: ["chrome111", "firefox128", "safari16.4"] },
    });
  writeFileSync(join(folder, "v1.d.ts"), types());
  const built = { script: describe(folder, "script"), module: describe(folder, "module") };
  writeFileSync(join(folder, "v1.json"), JSON.stringify(built, null, 2));
  return built;
}

function describe(folder: string, form: keyof typeof forms): BuiltFile {
  const { file } = forms[form];
  const content = readFileSync(join(folder, file));
  return {
    path: `/embed/${file}`,
    integrity: `sha384-${createHash("sha384").update(content).digest("base64")}`,
    bytes: content.length,
    gzipBytes: gzipSync(content).length,
  };
}

/** options.ts holds nothing but types, so it is its own declaration. */
function types(): string {
  const options = readFileSync(join(sources, "options.ts"), "utf8").replace(/^\/\/.*\n+/, "");
  return `${options}\nexport declare function embed(options: EmbedOptions): EmbedHandle;\n`;
}

if (import.meta.main) {
  const built = await buildScript();
  for (const { path, integrity, gzipBytes } of Object.values(built))
    process.stdout.write(`${path} ${gzipBytes} B gzip, integrity="${integrity}"\n`);
}
