import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildScript } from "./build-script.ts";

interface Manifest {
  readonly exports: Record<string, string | Record<string, string>>;
}

/** Of either form after gzip, in bytes. */
const bound = 4096;

describe("the built script", () => {
  const folder = mkdtempSync(join(tmpdir(), "cruiseboard-embed-"));
  let built: Awaited<ReturnType<typeof buildScript>>;
  beforeAll(async () => {
    built = await buildScript(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const read = (path: string) => readFileSync(join(folder, path.replace("/embed/", "")), "utf8");

  it.each(["script", "module"] as const)("is small: %s", (form) => {
    expect(built[form].gzipBytes).toBeGreaterThan(500);
    expect(built[form].gzipBytes).toBeLessThanOrEqual(bound);
  });

  it.each(["script", "module"] as const)("has the published hash: %s", (form) => {
    const { path, pinned, integrity } = built[form];
    expect(integrity).toBe(`sha384-${createHash("sha384").update(read(path)).digest("base64")}`);
    expect(read(pinned)).toBe(read(path));
    expect(JSON.parse(read("/embed/v1.json"))).toMatchObject({ [form]: { path, pinned, integrity } });
  });

  it("is the same each time it is built", async () => {
    expect(await buildScript(folder)).toEqual(built);
  });

  it("offers embed as Cruiseboard.embed, and nothing else of the portal's globals changes", () => {
    const globals: Record<string, unknown> = {};
    runInNewContext(read("/embed/v1.js"), globals);
    expect(Object.keys(globals)).toEqual(["Cruiseboard"]);
    expect(globals["Cruiseboard"]).toMatchObject({ embed: expect.any(Function) });
  });

  it("comes as a module with types", () => {
    expect(read("/embed/v1.mjs")).toMatch(/export\{\w+ as embed\}/);
    expect(read("/embed/v1.d.ts")).toContain(
      "export declare function embed(options: EmbedOptions): EmbedHandle;",
    );
    expect(read("/embed/v1.d.ts")).not.toContain("import");
  });

  it("stores nothing and sends no requests", () => {
    for (const form of ["script", "module"] as const)
      expect(read(built[form].path)).not.toMatch(/localStorage|sessionStorage|cookie|fetch\(|eval|import\(/);
  });
});

it("is packed by npm with types, licence and README, and needs nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cruiseboard-package-"));
  const root = join(import.meta.dirname, "..");
  for (const file of ["package.json", "README.md", "LICENSE", "src"])
    cpSync(join(root, file), join(folder, file), { recursive: true });
  await buildScript(join(folder, "dist"));
  const windows = process.platform === "win32";
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
  const output = execFileSync("npm", args, { cwd: folder, encoding: "utf8", shell: windows });
  const [packed] = JSON.parse(output) as { files: { path: string }[] }[];
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  rmSync(folder, { recursive: true });
  const paths = packed?.files.map(({ path }) => path).toSorted();
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  expect(paths).toEqual(
    expect.arrayContaining(["LICENSE", "README.md", "dist/v1.d.ts", "dist/v1.mjs", "package.json"]),
  );
  expect(paths?.filter((path) => /test|\.js$|json/.test(path))).toEqual(["package.json"]);
  expect(targets.filter((target) => !paths?.includes(target.slice(2)))).toEqual([]);
  expect(manifest).not.toHaveProperty("dependencies");
});
