import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";

it("leaves nothing for a start to compile", { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const program = fileURLToPath(new URL("compile.ts", import.meta.url));
  const compiling = spawn(process.execPath, [program], {
    env: { NODE_COMPILE_CACHE: folder },
    stdio: "inherit",
  });
  expect(await once(compiling, "exit")).toEqual([0, null]);
  const compiled = filesOf(folder);
  expect(compiled.size).toBeGreaterThan(700);

  const backend = startBackendProcess(environmentOf({ NODE_COMPILE_CACHE: folder }));
  expect((await backend.ask("/healthz")).status).toBe(200);
  backend.kill("SIGTERM");
  expect(await backend.exited).toEqual({ code: 0, signal: null });
  expect(filesOf(folder)).toEqual(compiled);
});

function filesOf(folder: string): Set<string> {
  return new Set(readdirSync(folder, { recursive: true, encoding: "utf8" }));
}
