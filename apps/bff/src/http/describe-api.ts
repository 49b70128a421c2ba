import { problemSchema } from "@cruiseboard/contract";
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiSecuritySchemeObject,
} from "zod-openapi";
import type { Route } from "./route.ts";
import { boardRouteDescription } from "./routes.ts";

/** The OpenAPI document. `publicUrl`: where clients reach this backend; null: where they got the document. */
export function describeApi(routes: readonly Route[], version: string, publicUrl: URL | null): unknown {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of [boardRouteDescription, ...routes]) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) };
  }
  const document: ZodOpenApiObject = {
    openapi: "3.1.1",
    info: {
      title: "Cruiseboard",
      version,
      description:
        "A live board of agent cruise dialing campaigns of Tencent Cloud Contact Center. Later versions may add fields and values: ignore those that you do not know.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: publicUrl?.href.replace(/\/$/, "") ?? "/" }],
    paths,
    components: { securitySchemes },
  };
  return createDocument(document, {
    override({ jsonSchema, zodSchema: { _zod }, io }) {
      // Otherwise generated clients refuse the fields of later versions.
      if (io === "output" && _zod.def.type === "object" && !_zod.def.catchall)
        delete jsonSchema.additionalProperties;
    },
  });
}

const securitySchemes: Record<string, ZodOpenApiSecuritySchemeObject> = {
  token: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key (docs/automation.md), or a JWT that the portal's backend signs (docs/access.md). Where access is open, none is needed",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-cruiseboard",
    description: "The session of a person who signed in on the page",
  },
};

type Described = Pick<
  Route,
  | "operationId"
  | "method"
  | "path"
  | "access"
  | "summary"
  | "query"
  | "body"
  | "answer"
  | "contentType"
  | "status"
  | "limit"
>;

function describeRoute(route: Described): ZodOpenApiOperationObject {
  const id = z.int().positive();
  return {
    operationId: route.operationId,
    summary: route.summary,
    security: route.access === "anyone" ? [] : [{ token: [] }, { session: [] }],
    requestParams: {
      ...(route.path.includes(":id") && { path: z.object({ id: z.string() }) }),
      ...(route.path.includes(":sdkAppId") && {
        path: z.object({
          sdkAppId: id.meta({ example: 1_400_000_000 }),
          campaignId: id.meta({ example: 2569 }),
        }),
      }),
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
      ...(route === boardRouteDescription && {
        "304": { description: "Nothing changed since the cursor" },
      }),
      ...Object.fromEntries(problemsOf(route).map((status) => [status, problems[status]])),
    },
  };
}

function problem(id: string, description: string): ZodOpenApiResponseObject {
  return { id, description, content: { "application/problem+json": { schema: problemSchema } } };
}

const problems = {
  "400": problem("InvalidRequest", "The path, the query or the body is not valid; `errors` names the fields"),
  "401": problem("Unauthenticated", "No credentials, or expired or otherwise invalid ones"),
  "403": problem("Forbidden", "The viewer's role does not allow it, or another site sent the request"),
  "404": problem("NotFound", "There is none, or none in the viewer's scope"),
  "413": problem("PayloadTooLarge", "The body is too large"),
  "415": problem("UnsupportedMediaType", "The body is not JSON"),
  "421": problem("Misdirected", "Access is open, and the request does not come directly from this machine"),
  "429": problem("RateLimited", "Too many requests; `Retry-After` says when to try again"),
  default: problem("Problem", "Any other error"),
} as const;

function problemsOf({ access, method, path, query, body, limit }: Described): (keyof typeof problems)[] {
  const names = path.includes(":");
  const may: Record<keyof typeof problems, boolean> = {
    "400": names || query !== undefined || body !== undefined,
    "401": access !== "anyone",
    "403": method !== "get" || access !== "anyone",
    "404": names,
    "413": body !== undefined,
    "415": body !== undefined,
    "421": true,
    "429": limit !== undefined,
    default: true,
  };
  return (Object.keys(problems) as (keyof typeof problems)[]).filter((status) => may[status]);
}
