import { expect, it } from "vitest";
import { environmentOf, startBackendProcess } from "../test/kit/backend-process.ts";

const teller = new URL("../test/kit/tell-packages.ts", import.meta.url);

/** What only some configurations need, or only some requests: together a third of what there is to load. */
const forLater = new Set([
  "@opentelemetry/api",
  "csv-stringify",
  "jose",
  "openid-client",
  "pg",
  "rate-limiter-flexible",
  "zod-openapi",
]);

async function packagesOf(environment: Record<string, string>): Promise<string[]> {
  const backend = startBackendProcess(environmentOf(environment), [teller]);
  expect((await backend.ask("/api/v1/campaigns")).status).toBe(200);
  backend.kill("SIGTERM");
  await backend.exited;
  return /^packages: (.+)$/m.exec(backend.stdout())?.[1]?.split(" ") ?? [];
}

it("a start loads nothing that it does not need, since a restart is to be over within a second", async () => {
  const packages = await packagesOf({});
  expect(packages).toContain("kysely");
  expect(packages.filter((name) => forLater.has(name))).toEqual([]);
});
