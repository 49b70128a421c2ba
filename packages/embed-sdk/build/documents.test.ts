import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { compileScript, parse } from "vue/compiler-sfc";
import { buildScript } from "./build-script.ts";

const root = join(import.meta.dirname, "../../..");
const document = readFileSync(join(root, "docs/embedding.md"), "utf8");

function exampleIn(language: string): string {
  const [, example] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(document) ?? [];
  if (example === undefined) throw new Error(`The document has no example in ${language}`);
  return example;
}

it("the document's components compile against the types of the built script", {
  timeout: 60_000,
}, async () => {
  // Where React and Vue are found.
  const folder = mkdtempSync(join(import.meta.dirname, "../node_modules/.documents-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = join(folder, "cruiseboard");
  await buildScript(script);
  renameSync(join(script, "v1.d.ts"), join(script, "v1.d.mts"));
  const { descriptor, errors } = parse(exampleIn("vue"));
  expect(errors).toEqual([]);
  const { content } = compileScript(descriptor, { id: "board", inlineTemplate: true });
  writeFileSync(join(folder, "board-vue.ts"), content);
  writeFileSync(join(folder, "board.tsx"), exampleIn("tsx"));
  // Vue's compiler replaces the types of props.
  const compilerOptions = { jsx: "react-jsx", noUnusedLocals: false };
  const files = ["board.tsx", "board-vue.ts"];
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.json", compilerOptions, files }),
  );
  const args = [join(root, "node_modules/typescript/bin/tsc"), "--noEmit"];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  expect([stdout, status]).toEqual(["", 0]);
});
