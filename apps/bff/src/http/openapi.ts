import { problemSchema } from "@cruiseboard/contract";
import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Route } from "./route.ts";
import { boardRouteDescription } from "./routes.ts";

/** The API described (OpenAPI 3.1), made from the same table and schemas that serve it. */
export function describeApi(routes: readonly Route[], version: string): unknown {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of [boardRouteDescription, ...routes]) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) };
  }
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "Cruiseboard",
      version,
      description: "Agent cruise dialing campaigns of Tencent Cloud Contact Center, watched live.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
  });
}

type Described = Pick<
  Route,
  "method" | "path" | "summary" | "query" | "body" | "answer" | "contentType" | "status"
>;

function describeRoute(route: Described): ZodOpenApiOperationObject {
  const isBoard = route === boardRouteDescription;
  const id = z.int().positive();
  return {
    summary: route.summary,
    requestParams: {
      ...(route.path.includes(":") && { path: z.object({ sdkAppId: id, campaignId: id }) }),
      ...(route.query && { query: route.query }),
    },
    ...(route.body && {
      requestBody: { required: true, content: { "application/json": { schema: route.body } } },
    }),
    responses: {
      [`${route.status ?? 200}`]: {
        description: route.status === 204 ? "Done" : "The answer",
        ...(route.answer && { content: { "application/json": { schema: route.answer } } }),
        ...(route.contentType && { content: { [route.contentType]: { schema: z.string() } } }),
      },
      ...(isBoard && { "304": { description: "Nothing changed since the cursor" } }),
      default: {
        description: "What went wrong",
        content: { "application/problem+json": { schema: problemSchema } },
      },
    },
  };
}
