import { expect, it } from "vitest";
import { environmentOf, startBackendProcess } from "../test/kit/backend-process.ts";

const teller = new URL("../test/kit/tell-packages.ts", import.meta.url);

/** What few configurations need. */
const lazy = new Set(["openid-client", "pg"]);

async function packagesOf(environment: Record<string, string>): Promise<string[]> {
  const backend = startBackendProcess(environmentOf(environment), [teller]);
  expect((await backend.ask("/api/v1/campaigns")).status).toBe(200);
  backend.kill("SIGTERM");
  await backend.exited;
  return /^packages: (.+)$/m.exec(backend.stdout())?.[1]?.split(" ") ?? [];
}

it("a start loads sign-in and PostgreSQL only where they are configured", async () => {
  const packages = await packagesOf({});
  expect(packages).toContain("kysely");
  expect(packages.filter((name) => lazy.has(name))).toEqual([]);
});
