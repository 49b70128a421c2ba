import * as api from "@cruiseboard/contract";
import type { Services } from "../services.ts";
import { ApiError } from "./api-error.ts";
import { type Call, type Route, refuseRestricted, route } from "./route.ts";

const path = "/api/v1/api-keys";
const mostKeys = 500;

/** For people: a key that makes keys would outlive its own revocation. */
export function mayManageApiKeys({ viewer, by }: Pick<Call, "viewer" | "by">): boolean {
  return viewer.role === "manager" && viewer.sdkAppIds === null && viewer.agents === null && by !== "apiKey";
}

function refuseOthers(call: Call): void {
  refuseRestricted(call.viewer);
  if (!mayManageApiKeys(call))
    throw new ApiError(403, "forbidden", "API keys may not read, make or revoke API keys");
}

export function apiKeyRoutes({ apiKeys }: Pick<Services, "apiKeys">): Route[] {
  return [
    route(`GET ${path}`, "getApiKeys", {
      access: "manager",
      scope: "none",
      summary: "All API keys, without the keys themselves; for managers without restrictions",
      answer: api.apiKeysSchema,
      handler: async (call) => {
        refuseOthers(call);
        return { keys: await apiKeys.all() };
      },
    }),
    route(`POST ${path}`, "createApiKey", {
      access: "manager",
      scope: "none",
      limit: "write",
      summary: "Makes an API key for a program; for managers without restrictions",
      body: api.createApiKeySchema,
      bodyLimit: "medium",
      answer: api.createdApiKeySchema,
      status: 201,
      handler: async (call) => {
        refuseOthers(call);
        if ((await apiKeys.all()).length >= mostKeys)
          throw new ApiError(400, "invalid_request", `There are ${mostKeys} API keys; revoke one`);
        return apiKeys.create(call.body, call.viewer.name);
      },
    }),
    route(`DELETE ${path}/:id`, "revokeApiKey", {
      access: "manager",
      scope: "none",
      limit: "write",
      summary: "Revokes an API key, at once on every backend; for managers without restrictions",
      status: 204,
      handler: async (call) => {
        refuseOthers(call);
        if (!(await apiKeys.revoke(String(call.request.params["id"])))) throw new ApiError(404, "not_found");
      },
    }),
  ];
}
