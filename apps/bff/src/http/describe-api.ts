import { campaignKeySchema, problemSchema } from "@cruiseboard/contract";
import { z } from "zod";
import * as openApi from "zod-openapi";
import type { Route } from "./route.ts";
import { boardRouteDescription } from "./routes.ts";

/** The OpenAPI document. `server`: the URL at which clients reach this backend, or the path alone. */
export function describeApi(routes: readonly Route[], version: string, server = "/"): unknown {
  const paths: openApi.ZodOpenApiPathsObject = {};
  for (const route of [boardRouteDescription, ...routes]) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) };
  }
  const document: openApi.ZodOpenApiObject = {
    openapi: "3.1.1",
    info: {
      title: "Cruiseboard",
      version,
      description:
        "A live board of agent cruise dialing campaigns of Tencent Cloud Contact Center. Later versions may add fields and values: ignore those that you do not know.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: server }],
    paths,
    components: { securitySchemes },
  };
  return openApi.createDocument(document, {
    override({ jsonSchema, zodSchema: { _zod }, io }) {
      // Otherwise generated clients refuse the fields of later versions.
      if (io === "output" && _zod.def.type === "object" && !_zod.def.catchall)
        delete jsonSchema.additionalProperties;
    },
  });
}

const securitySchemes: Record<string, openApi.ZodOpenApiSecuritySchemeObject> = {
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

type Described = Omit<Route, "scope" | "handler">;

function describeRoute(route: Described): openApi.ZodOpenApiOperationObject {
  return {
    operationId: route.operationId,
    summary: route.summary,
    security: route.access === "anyone" ? [] : [{ token: [] }, { session: [] }],
    requestParams: {
      ...(route.path.includes(":id") && { path: z.object({ id: z.string() }) }),
      ...(route.path.includes(":sdkAppId") && { path: campaignKeySchema }),
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
      ...(route === boardRouteDescription && { "304": { description: "Nothing changed since the cursor" } }),
      ...Object.fromEntries(
        Object.entries(problems).filter(([status]) => conditions[status]?.(route) ?? true),
      ),
    },
  };
}

function problem(id: string, description: string): openApi.ZodOpenApiResponseObject {
  return { id, description, content: { "application/problem+json": { schema: problemSchema } } };
}

/** By status. */
const problems: Record<string, openApi.ZodOpenApiResponseObject> = {
  400: problem("InvalidRequest", "The path, the query or the body is not valid; `errors` names the fields"),
  401: problem("Unauthenticated", "No credentials, or expired or otherwise invalid ones"),
  403: problem("Forbidden", "The viewer's role does not allow it, or another site sent the request"),
  404: problem("NotFound", "There is none, or none in the viewer's scope"),
  413: problem("PayloadTooLarge", "The body is too large"),
  415: problem("UnsupportedMediaType", "The body is not JSON"),
  421: problem("Misdirected", "Access is open, and the request does not come directly from this machine"),
  429: problem("RateLimited", "Too many requests; `Retry-After` says when to try again"),
  default: problem("Problem", "Any other error"),
};

const hasBody = ({ body }: Described) => body !== undefined;
const namesOne = ({ path }: Described) => path.includes(":");

/** Which routes have which; all have the others. */
const conditions: Record<string, (route: Described) => boolean> = {
  400: (route) => namesOne(route) || hasBody(route) || route.query !== undefined,
  401: ({ access }) => access !== "anyone",
  403: ({ access, method }) => access !== "anyone" || method !== "get",
  404: namesOne,
  413: hasBody,
  415: hasBody,
  429: ({ limit }) => limit !== undefined,
};
