import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type ResolvedConfig, type Rollup } from "vite";
import { locales } from "../src/lib/preferences.ts";

type BuildTarget = ResolvedConfig["build"]["target"];

const source = fileURLToPath(new URL("../src/boot.ts", import.meta.url));
/** As it stands in index.html, for the server that builds nothing. */
const moduleTag = /<script type="module" src="\/src\/boot.ts"><\/script>/;

/**
 * Makes src/boot.ts a small script of its own that runs where it stands in index.html; modules wait for the document. It
 * is told which chunk holds each language's first words, so that it can ask for the one it needs. Names the build, too.
 */
export function boot(): Plugin {
  let target: BuildTarget;
  return {
    name: "cruiseboard-boot",
    apply: "build",
    configResolved(config) {
      ({ target } = config.build);
    },
    transformIndexHtml: {
      // Before modules are looked for in it.
      order: "pre",
      handler: (html) => html.replace(moduleTag, '<script vite-ignore src="boot"></script>'),
    },
    generateBundle: {
      // With the document, which is written as late.
      order: "post",
      async handler(_options, bundle) {
        const code = await buildBoot(target);
        const fileName = `assets/boot-${shortHash(code)}.js`;
        this.emitFile({ type: "asset", fileName, source: code });
        const document = bundle["index.html"];
        if (document?.type !== "asset") throw new Error("There is no index.html to name the boot script in.");
        const source = String(document.source).replace(
          / +src="boot"/,
          [` src="/${fileName}"`, ...wordsOf(Object.values(bundle))].join(" "),
        );
        // It names every file that a page begins with, and each of those the ones it needs, all by their contents.
        document.source = source.replace("<title>", `<meta name="build" content="${shortHash(source)}" />$&`);
      },
    },
  };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 8);
}

function wordsOf(files: readonly (Rollup.OutputAsset | Rollup.OutputChunk)[]): string[] {
  const chunks = files.filter((file) => file.type === "chunk");
  return locales.map((locale) => {
    const words = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`virtual:messages/${locale}`));
    if (words === undefined) throw new Error(`No chunk holds the words of ${locale}.`);
    return `data-words-${locale}="/${words.fileName}"`;
  });
}

/** For the same browsers as the page. */
async function buildBoot(target: BuildTarget): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      copyPublicDir: false,
      target,
      lib: { entry: source, formats: ["iife"], name: "boot", fileName: "boot" },
    },
  });
  const [{ output }] = built as [Rollup.RollupOutput];
  return output[0].code;
}
