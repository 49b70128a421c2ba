import type { ApiKey, CreateApiKey, CreatedApiKey } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { request, requestLists } from "./http.ts";

const path = "/api/v1/api-keys";

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async ({ signal }) =>
    (await requestLists<{ keys: readonly ApiKey[] }>(path, ["keys"], { signal })).keys,
  refetchInterval: 30_000,
});

export async function createApiKey(body: CreateApiKey): Promise<CreatedApiKey> {
  return (await request(path, { method: "POST", body })) as CreatedApiKey;
}

export async function revokeApiKey(id: string): Promise<void> {
  await request(`${path}/${id}`, { method: "DELETE" });
}
