import { createFakeClock } from "@cruiseboard/testing";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";
import { z } from "zod";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { boardRouteDescription, createRoutes } from "./routes.ts";

const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) })),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const start = () => startQuietBackend({ clock: createFakeClock(0) });

async function describedApi() {
  const { ask } = await start();
  return documentSchema.parse((await ask("/api/openapi.json")).json());
}

it("is a valid OpenAPI 3.1 document", async () => {
  const { ask } = await start();
  const document = z.record(z.string(), z.unknown()).parse((await ask("/api/openapi.json")).json());
  expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  expect(documentSchema.parse(document).openapi).toMatch(/^3\.1\./);
});

it("describes every route that is served, and no other", async () => {
  const { services } = await start();
  const served = [
    boardRouteDescription,
    ...createRoutes(
      services,
      () => null,
      () => true,
    ),
  ].map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  const { paths } = await describedApi();
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(described.toSorted()).toEqual(served.toSorted());
});

it("names the calls of the contract", async () => {
  const { paths } = await describedApi();
  const calls: [method: string, path: string, statuses: string[]][] = [
    ["get", "/api/v1/campaigns", ["200", "304", "default"]],
    ["get", "/api/v1/campaigns/{sdkAppId}/{campaignId}", ["200", "default"]],
    ["post", "/api/v1/campaigns/{sdkAppId}/{campaignId}/refresh", ["200", "default"]],
    ["get", "/api/v1/campaigns/{sdkAppId}/{campaignId}/history", ["200", "default"]],
    ["get", "/api/v1/campaigns/{sdkAppId}/{campaignId}/history.csv", ["200", "default"]],
    ["get", "/api/v1/campaigns/{sdkAppId}/{campaignId}/events", ["200", "default"]],
    ["get", "/api/v1/campaigns.csv", ["200", "default"]],
    ["get", "/api/v1/calls-per-minute", ["200", "default"]],
    ["get", "/api/v1/watch-list", ["200", "default"]],
    ["post", "/api/v1/watch-list", ["200", "default"]],
    ["get", "/api/v1/watch-list.csv", ["200", "default"]],
    ["post", "/api/v1/watch-list/preview", ["200", "default"]],
    ["patch", "/api/v1/watch-list/{sdkAppId}/{campaignId}", ["200", "default"]],
    ["get", "/api/v1/watch-list/archive", ["200", "default"]],
    ["delete", "/api/v1/watch-list/archive/{sdkAppId}/{campaignId}", ["204", "default"]],
    ["get", "/api/v1/watch-list/archive-rule", ["200", "default"]],
    ["put", "/api/v1/watch-list/archive-rule", ["200", "default"]],
    ["delete", "/api/v1/watch-list/{sdkAppId}/{campaignId}", ["204", "default"]],
    ["put", "/api/v1/focus", ["204", "default"]],
    ["get", "/api/v1/session", ["200", "default"]],
    ["get", "/healthz", ["200", "default"]],
    ["get", "/readyz", ["200", "default"]],
  ];
  for (const [method, path, statuses] of calls)
    expect([path, Object.keys(paths[path]?.[method]?.responses ?? {})]).toEqual([
      path,
      expect.arrayContaining(statuses),
    ]);
});

it("describes the input: the ids in the path, the cursor, the bodies", async () => {
  const { paths, components } = await describedApi();
  expect(paths["/api/v1/campaigns"]?.["get"]?.["parameters"]).toMatchObject([{ name: "since", in: "query" }]);
  const campaign = paths["/api/v1/campaigns/{sdkAppId}/{campaignId}"]?.["get"];
  expect(campaign?.["parameters"]).toMatchObject([
    { name: "sdkAppId", in: "path", required: true },
    { name: "campaignId", in: "path", required: true },
  ]);
  const history = paths["/api/v1/campaigns/{sdkAppId}/{campaignId}/history"]?.["get"];
  expect(history?.["parameters"]).toMatchObject([
    { name: "sdkAppId", in: "path" },
    { name: "campaignId", in: "path" },
    { name: "from", in: "query", schema: { format: "date-time" } },
    { name: "to", in: "query", schema: { format: "date-time" } },
    { name: "points", in: "query" },
  ]);
  expect(paths["/api/v1/watch-list"]?.["post"]?.["requestBody"]).toEqual({
    required: true,
    content: { "application/json": { schema: { $ref: "#/components/schemas/AddToWatchList" } } },
  });
  expect(components.schemas["AddToWatchList"]).toMatchObject({
    properties: { campaigns: { type: "array", maxItems: 10_000 } },
  });
});

it("has no error and no warning by the recommended rules of a public linter", async () => {
  const { ask } = await start();
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: (await ask("/api/openapi.json")).text, config });
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
});

it("names the address by which clients reach it", async () => {
  const { ask } = await startQuietBackend({
    clock: createFakeClock(0),
    environment: { PUBLIC_URL: "https://board.example.com", EMBED_JWT_SECRET: "s".repeat(32) },
  });
  expect((await ask("/api/openapi.json")).json()).toMatchObject({
    servers: [{ url: "https://board.example.com" }],
  });
});
