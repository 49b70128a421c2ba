import { z } from "zod";
import { apiKeyRoles } from "./enumerations.ts";
import { instantSchema, sdkAppIdSchema } from "./identifiers.ts";

/** registrar: may add campaigns to the watch list, and nothing else. */
export const createApiKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    role: z.enum(apiKeyRoles),
    sdkAppIds: z.array(sdkAppIdSchema).max(1000).nullable().describe("null: every application"),
  })
  .meta({ id: "CreateApiKey" });

export const apiKeySchema = z
  .object({
    id: z.string(),
    ...createApiKeySchema.shape,
    createdBy: z.string(),
    createdAt: instantSchema,
    lastUsedAt: instantSchema.nullable().describe("To the minute; null: never"),
  })
  .meta({ id: "ApiKey" });

export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema) });

export const createdApiKeySchema = apiKeySchema.extend({
  key: z.string().describe("The bearer token. Shown this once: only its hash is stored"),
});

export type ApiKeyRole = (typeof apiKeyRoles)[number];
export type CreateApiKey = z.infer<typeof createApiKeySchema>;
export type ApiKey = z.infer<typeof apiKeySchema>;
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
